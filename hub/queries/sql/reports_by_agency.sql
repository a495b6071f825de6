-- 截至此时的来源记录按部门
-- Reports known by then, by agency
WITH known AS (
    SELECT * FROM contribution
    WHERE known_from <= :known_at AND (known_until IS NULL OR known_until > :known_at)
        AND (:unit IS NULL OR unit = :unit)
)
SELECT agency AS "key", COUNT(*) AS "count" FROM known WHERE measure = 'report' GROUP BY agency ORDER BY agency
