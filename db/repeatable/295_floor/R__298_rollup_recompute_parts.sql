-- What to recompute of some stretches of a tier's buckets, and from where: each bucket from the nearest finer layer that is
-- still complete over it. Buckets below the tier's own floor are not kept, sealed ones stay as they are: neither is in the
-- result. Callers: rollup.refresh_invalidated, which holds the shard's lock, so that no floor moves meanwhile.
CREATE OR REPLACE FUNCTION rollup.recompute_parts(
    p_tier integer,
    p_series integer[],
    p_from timestamptz[],
    p_to timestamptz[])
RETURNS TABLE (layer_id integer, series_id integer, from_bucket timestamptz, to_bucket timestamptz)
LANGUAGE sql STABLE
AS $$
    SELECT r.* FROM rollup.parts_from(p_tier, rollup.finer_layers(p_tier), p_series, p_from, p_to) AS r
$$;

COMMENT ON FUNCTION rollup.recompute_parts(integer, integer[], timestamptz[], timestamptz[]) IS 'Which layer each part of some stretches of buckets can be recomputed from.';
