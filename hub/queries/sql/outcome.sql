-- 办结按处理结果
-- Concluded by outcome
WITH known AS (
    SELECT * FROM contribution
    WHERE known_from <= :known_at AND (known_until IS NULL OR known_until > :known_at)
        AND (:unit IS NULL OR unit = :unit)
),
lines AS (
    SELECT item AS "key", value AS "count" FROM known
    WHERE measure = 'concluded' AND day BETWEEN :first AND :last
)
SELECT "key", SUM("count") AS "count" FROM lines GROUP BY "key" ORDER BY "key"
