-- 全市：流量、单项数字、成功率、中位数（value 不计小数点，scale 为小数位数）
-- The city: flows, single figures, rate and median (value without its point, scale decimal places)
WITH known AS (
    SELECT * FROM contribution
    WHERE known_from <= :known_at AND (known_until IS NULL OR known_until > :known_at)
        AND (:unit IS NULL OR unit = :unit)
),
flow AS (
    SELECT measure, value, day < :first AS is_before FROM known
    WHERE measure IN ('accepted', 'transferred_in', 'concluded', 'transferred_out') AND day <= :last
),
month AS (SELECT * FROM known WHERE day BETWEEN :first AND :last),
single("measure", "of", "scale") AS (
    VALUES
        ('people', 'people', 0), ('notices', 'notice', 0), ('onsite_settled', 'onsite_settled', 0),
        ('escalations_requested', 'escalation_requested', 0), ('transfers', 'transferred_in', 0),
        ('cascades', 'cascade', 0), ('reopened', 'reopened', 0), ('amount_yuan', 'amount', 2),
        ('reopened_amount_yuan', 'reopened_amount', 2)
),
stock AS (
    SELECT COALESCE(SUM(CASE WHEN measure IN ('accepted', 'transferred_in') THEN value ELSE -value END), 0) AS pend,
        COALESCE(SUM(CASE WHEN NOT is_before THEN 0 WHEN measure IN ('accepted', 'transferred_in') THEN value
            ELSE -value END), 0) AS "open"
    FROM flow
),
rated AS (
    SELECT COALESCE(SUM(value), 0) AS base
    FROM month JOIN definition_outcome ON outcome = item AND definition = :definition
    WHERE measure = 'concluded' AND is_rated
),
succeeded AS (
    SELECT COALESCE(SUM(value), 0) AS success
    FROM month JOIN definition_outcome ON outcome = item AND definition = :definition
    WHERE measure = 'concluded' AND is_success
),
days AS (
    SELECT value + counts_first_day AS value,
        ROW_NUMBER() OVER (ORDER BY value) AS place, COUNT(*) OVER () AS total
    FROM month
    JOIN definition_outcome ON outcome = item AND definition_outcome.definition = :definition
    JOIN definition ON definition.definition = definition_outcome.definition
    WHERE measure = 'days' AND in_median
)
SELECT '' AS "key", 'open' AS "measure", "open" AS "value", 0 AS "scale" FROM stock
UNION ALL SELECT '', 'pend', pend, 0 FROM stock
UNION ALL SELECT '', 'acc', COALESCE(SUM(value), 0), 0 FROM flow WHERE measure = 'accepted' AND NOT is_before
UNION ALL SELECT '', 'in', COALESCE(SUM(value), 0), 0 FROM flow WHERE measure = 'transferred_in' AND NOT is_before
UNION ALL SELECT '', 'concl', COALESCE(SUM(value), 0), 0 FROM flow WHERE measure = 'concluded' AND NOT is_before
UNION ALL SELECT '', 'out', COALESCE(SUM(value), 0), 0 FROM flow WHERE measure = 'transferred_out' AND NOT is_before
UNION ALL
SELECT '', single."measure", COALESCE(SUM(month.value), 0), single."scale"
FROM single LEFT JOIN month ON month.measure = single."of" GROUP BY single."measure"
UNION ALL
SELECT '', 'not_mediated', COUNT(DISTINCT dispute), 0 FROM month
WHERE measure = 'not_mediated' AND (end_day IS NULL OR end_day > :last)
UNION ALL
SELECT '', 'gate_waits', COUNT(DISTINCT dispute), 0 FROM known
WHERE measure = 'gate' AND value <> 0 AND day <= :last AND (end_day IS NULL OR end_day >= :first)
UNION ALL
SELECT '', 'reopened_pending',
    COALESCE(SUM(CASE WHEN measure = 'reopened' THEN value ELSE -value END), 0), 0
FROM known WHERE measure IN ('reopened', 'reopened_concluded') AND day <= :last
UNION ALL
SELECT '', 'success_rate',
    -- 百分比两位小数，四舍五入 | percent with two places, half up
    CASE WHEN base = 0 THEN NULL ELSE (20000 * succeeded.success + base) / (2 * base) END, 2
FROM rated, succeeded
UNION ALL
SELECT '', 'median_days',
    -- 偶数个取中间两个的平均，一位小数 | of an even count the mean of the middle two, one place
    CASE WHEN COUNT(*) = 0 THEN NULL ELSE SUM(value) * 10 / COUNT(*) END, 1
FROM days WHERE place IN ((total + 1) / 2, (total + 2) / 2)
