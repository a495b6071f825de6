-- 案件数与只报总数单位所报之和
-- Figures of disputes and what totals-only bodies state, added up
WITH known AS (
    SELECT * FROM contribution
    WHERE known_from <= :known_at AND (known_until IS NULL OR known_until > :known_at)
        AND (:unit IS NULL OR unit = :unit)
),
month AS (SELECT * FROM known WHERE day BETWEEN :first AND :last),
stated AS (SELECT item, SUM(value) AS value FROM month WHERE measure = 'totals' GROUP BY item),
-- 同一案件转入又转出，从外面看没有转 | what came into the whole and left it again wasn't transferred
moved AS (
    SELECT SUM(CASE measure WHEN 'transferred_in' THEN value ELSE 0 END) AS came,
        SUM(CASE measure WHEN 'transferred_out' THEN value ELSE 0 END) AS gone
    FROM month WHERE measure IN ('transferred_in', 'transferred_out') GROUP BY dispute
),
counted(item, value) AS (
    SELECT 'pending', CASE WHEN measure IN ('accepted', 'transferred_in') THEN value ELSE -value END FROM known
    WHERE measure IN ('accepted', 'transferred_in', 'concluded', 'transferred_out') AND day <= :last
    UNION ALL
    SELECT 'opening', CASE WHEN measure IN ('accepted', 'transferred_in') THEN value ELSE -value END FROM known
    WHERE measure IN ('accepted', 'transferred_in', 'concluded', 'transferred_out') AND day < :first
    UNION ALL
    SELECT 'performed', value FROM known
    WHERE measure = 'performance' AND item = 'PERFORMED' AND day <= :last
        AND (end_day IS NULL OR end_day > :last) AND cohort BETWEEN :first AND :last
    UNION ALL SELECT 'transferred_in', came - MAX(0, MIN(came, gone)) FROM moved
    UNION ALL SELECT 'transferred_out', gone - MAX(0, MIN(came, gone)) FROM moved
    UNION ALL SELECT 'cases', value FROM month WHERE measure = 'accepted'
    UNION ALL SELECT 'type.' || type, value FROM month WHERE measure = 'accepted'
    UNION ALL SELECT 'channel.' || channel, value FROM month WHERE measure = 'accepted'
    UNION ALL SELECT 'people', value FROM month WHERE measure = 'people'
    UNION ALL SELECT 'concluded', value FROM month WHERE measure = 'concluded'
    UNION ALL SELECT LOWER(item), value FROM month WHERE measure = 'concluded'
    UNION ALL SELECT 'form.' || item, value FROM month WHERE measure = 'agreement'
    UNION ALL SELECT 'amount_fen', value FROM month WHERE measure = 'amount'
    UNION ALL
    SELECT CASE item WHEN 'Applied' THEN 'applied' ELSE 'confirmed' END, value FROM month
    WHERE measure = 'confirmation' AND item IN ('Applied', 'Granted')
    UNION ALL
    SELECT CASE item WHEN 'MASS' THEN 'mass_' ELSE 'criminal_' END
        || CASE measure WHEN 'prevented' THEN 'cases' ELSE 'people' END, value
    FROM month WHERE measure IN ('prevented', 'prevented_people') AND item IN ('MASS', 'CIVIL_TO_CRIMINAL')
)
SELECT '' AS "key", CASE stated.item WHEN 'amount_fen' THEN 'amount_yuan' ELSE stated.item END AS "measure",
    stated.value + COALESCE(SUM(counted.value), 0) AS "value",
    CASE stated.item WHEN 'amount_fen' THEN 2 ELSE 0 END AS "scale", 'BOTH' AS "basis"
FROM stated LEFT JOIN counted ON counted.item = stated.item
GROUP BY stated.item, stated.value
ORDER BY "measure"
