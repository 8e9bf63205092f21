-- The layers a tier's buckets can be computed from, the nearest first, raw (0) last.
CREATE OR REPLACE FUNCTION rollup.finer_layers(p_tier integer)
RETURNS smallint[]
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    WITH RECURSIVE path AS (
        SELECT t.source_id, 1 AS n FROM rollup.tier AS t WHERE t.tier_id = p_tier
        UNION ALL
        SELECT t.source_id, p.n + 1 FROM path AS p JOIN rollup.tier AS t ON t.tier_id = p.source_id
    )
    SELECT array_agg(p.source_id ORDER BY p.n) FROM path AS p
$$;

COMMENT ON FUNCTION rollup.finer_layers(integer) IS 'The layers below a tier, the nearest first, raw last.';
