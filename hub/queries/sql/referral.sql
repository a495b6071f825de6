-- 本月移交在月末的状态
-- The month's referrals as they stand at its end
WITH known AS (
    SELECT * FROM contribution
    WHERE known_from <= :known_at AND (known_until IS NULL OR known_until > :known_at)
        AND (:unit IS NULL OR unit = :unit)
),
always("key") AS (VALUES ('accepted'), ('withheld'), ('returned'), ('withdrawn'), ('open')),
lines AS (
    SELECT "key", 0 AS "count" FROM always
    UNION ALL
    SELECT item AS "key", 1 AS "count" FROM known
    WHERE measure = 'referral' AND day <= :last
        AND (end_day IS NULL OR end_day > :last) AND cohort BETWEEN :first AND :last
)
SELECT "key", SUM("count") AS "count" FROM lines GROUP BY "key" ORDER BY "key"
