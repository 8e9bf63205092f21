-- The layers a tier's buckets can be computed from, the nearest first, raw (0) last.
CREATE OR REPLACE FUNCTION rollup.finer_layers(p_tier integer)
RETURNS smallint[]
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT (rollup.tier_path(p_tier))[2:] || 0::smallint
$$;

COMMENT ON FUNCTION rollup.finer_layers(integer) IS 'The layers below a tier, the nearest first, raw last.';
