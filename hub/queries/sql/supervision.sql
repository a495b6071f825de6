-- 本月督办
-- Supervision of the month
WITH known AS (
    SELECT * FROM contribution
    WHERE known_from <= :known_at AND (known_until IS NULL OR known_until > :known_at)
        AND (:unit IS NULL OR unit = :unit)
),
always("key") AS (VALUES ('ordered'), ('raised'), ('closed')),
lines AS (
    SELECT "key", 0 AS "count" FROM always
    UNION ALL
    SELECT item AS "key", value AS "count" FROM known
    WHERE measure = 'supervision' AND day BETWEEN :first AND :last
)
SELECT "key", SUM("count") AS "count" FROM lines GROUP BY "key" ORDER BY "key"
