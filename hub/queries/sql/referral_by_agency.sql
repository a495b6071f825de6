-- 本月移交按部门
-- The month's referrals by agency
WITH known AS (
    SELECT * FROM contribution
    WHERE known_from <= :known_at AND (known_until IS NULL OR known_until > :known_at)
        AND (:unit IS NULL OR unit = :unit)
)
SELECT agency AS "key", COUNT(*) AS "count" FROM known
WHERE measure = 'referral' AND day <= :last
        AND (end_day IS NULL OR end_day > :last) AND cohort BETWEEN :first AND :last
GROUP BY agency ORDER BY agency
