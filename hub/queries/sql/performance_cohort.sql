-- 本月协议在月末的履行情况
-- Performance of the month's agreements at its end
WITH known AS (
    SELECT * FROM contribution
    WHERE known_from <= :known_at AND (known_until IS NULL OR known_until > :known_at)
        AND (:unit IS NULL OR unit = :unit)
),
lines AS (
    SELECT item AS "key", 1 AS "count" FROM known
    WHERE measure = 'performance' AND day <= :last
        AND (end_day IS NULL OR end_day > :last) AND cohort BETWEEN :first AND :last
)
SELECT "key", SUM("count") AS "count" FROM lines GROUP BY "key" ORDER BY "key"
