-- 本月反馈在月末的状态
-- The month's feedback as it stands at its end
WITH known AS (
    SELECT * FROM contribution
    WHERE known_from <= :known_at AND (known_until IS NULL OR known_until > :known_at)
        AND (:unit IS NULL OR unit = :unit)
),
always("key") AS (VALUES ('acked'), ('acked_late'), ('open_in_time'), ('open_overdue')),
lines AS (
    SELECT "key", 0 AS "count" FROM always
    UNION ALL
    SELECT item AS "key", 1 AS "count" FROM known
    WHERE measure = 'feedback' AND day <= :last
        AND (end_day IS NULL OR end_day > :last) AND cohort BETWEEN :first AND :last
)
SELECT "key", SUM("count") AS "count" FROM lines GROUP BY "key" ORDER BY "key"
