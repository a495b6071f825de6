-- 全部协议在月末的履行情况
-- Performance of all agreements at the month's end
WITH known AS (
    SELECT * FROM contribution
    WHERE known_from <= :known_at AND (known_until IS NULL OR known_until > :known_at)
        AND (:unit IS NULL OR unit = :unit)
),
lines AS (
    SELECT item AS "key", 1 AS "count" FROM known
    WHERE measure = 'performance' AND day <= :last
        AND (end_day IS NULL OR end_day > :last)
)
SELECT "key", SUM("count") AS "count" FROM lines GROUP BY "key" ORDER BY "key"
