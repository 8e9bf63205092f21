-- Series of a layer that are kept for a shorter time than p_cutoff, the layer's, by the policy that is for them: the first pattern that matches, by order, then length, then name, else the
-- one without a pattern. A row for each policy. None where that cannot be told for certain (rollup.is_certain), nor for names with line breaks.
-- Callers: rollup.enforce_policies.
CREATE OR REPLACE FUNCTION rollup.series_cutoffs(p_tier text, p_cutoff timestamptz, p_now timestamptz)
RETURNS TABLE (policy text, cutoff timestamptz, series integer[])
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH policy AS MATERIALIZED (
        SELECT p.name, p.match_order, p.series_pattern, rollup.posix_of(p.series_pattern) AS posix,
            CASE WHEN p.action = 'delete' THEN (p_now AT TIME ZONE 'UTC' - p.keep) AT TIME ZONE 'UTC' END AS cutoff
        FROM rollup.known_policy AS p
        WHERE p.tier = p_tier
    ), metric AS (
        SELECT m.metric_type_id, first.name, first.cutoff
        FROM catalog.metric_type AS m
        CROSS JOIN LATERAL (
            SELECT p.name, p.cutoff
            FROM policy AS p
            WHERE p.posix IS NULL OR m.name ~ p.posix
            ORDER BY p.posix IS NULL, p.match_order, char_length(p.series_pattern) DESC, p.name COLLATE "C"
            LIMIT 1
        ) AS first
        WHERE rollup.is_certain(p_tier) AND m.name !~ '[\n\r]'
    )
    SELECT m.name, m.cutoff, array_agg(s.series_id ORDER BY s.series_id)
    FROM metric AS m
    JOIN catalog.field AS f ON f.metric_type_id = m.metric_type_id
    JOIN catalog.series AS s ON s.field_id = f.field_id
    WHERE m.cutoff > coalesce(p_cutoff, '-infinity')
    GROUP BY m.name, m.cutoff
    ORDER BY m.name
$$;

COMMENT ON FUNCTION rollup.series_cutoffs(text, timestamptz, timestamptz) IS 'Series of a layer that a policy keeps for a shorter time than the layer, a row for each policy.';
