-- 按来源渠道
-- By channel
WITH known AS (
    SELECT * FROM contribution
    WHERE known_from <= :known_at AND (known_until IS NULL OR known_until > :known_at)
        AND (:unit IS NULL OR unit = :unit)
),
flow AS (
    SELECT channel AS "key", measure, value, day < :first AS is_before
    FROM known
    WHERE measure IN ('accepted', 'transferred_in', 'concluded', 'transferred_out') AND day <= :last AND channel IS NOT NULL
),
cells AS (
    SELECT
        "key",
        SUM(CASE WHEN is_before THEN CASE WHEN measure IN ('accepted', 'transferred_in') THEN value ELSE -value END
            ELSE 0 END) AS "open",
        SUM(CASE WHEN NOT is_before AND measure = 'accepted' THEN value ELSE 0 END) AS "acc",
        SUM(CASE WHEN NOT is_before AND measure = 'transferred_in' THEN value ELSE 0 END) AS "in",
        SUM(CASE WHEN NOT is_before AND measure = 'concluded' THEN value ELSE 0 END) AS "concl",
        SUM(CASE WHEN NOT is_before AND measure = 'transferred_out' THEN value ELSE 0 END) AS "out"
    FROM flow GROUP BY "key"
)
SELECT "key", "open", "acc", "in", "concl", "out", "open" + "acc" + "in" - "concl" - "out" AS "pend"
FROM cells
WHERE "open" <> 0 OR "acc" <> 0 OR "in" <> 0 OR "concl" <> 0 OR "out" <> 0
ORDER BY "key"
