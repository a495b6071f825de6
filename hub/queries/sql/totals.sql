-- 只报总数的单位自己报的数
-- What bodies state that send only totals
WITH known AS (
    SELECT * FROM contribution
    WHERE known_from <= :known_at AND (known_until IS NULL OR known_until > :known_at)
        AND (:unit IS NULL OR unit = :unit)
)
SELECT COALESCE(part, unit, '') AS "key",
    CASE item WHEN 'amount_fen' THEN 'amount_yuan' ELSE item END AS "measure",
    value AS "value", CASE item WHEN 'amount_fen' THEN 2 ELSE 0 END AS "scale", 'TOTALS' AS "basis"
FROM known WHERE measure = 'totals' AND day BETWEEN :first AND :last
ORDER BY "key", "measure"
