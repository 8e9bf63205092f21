-- The last time at or before p_time that may be a floor of a layer: a boundary of what its rows cover (hours of raw, frames,
-- buckets), and the start of the earliest bucket built from the layer that ends after it (docs/protocol.md, rule 6), so that
-- no bucket is cut in two. Infinite times are as they are.
CREATE OR REPLACE FUNCTION rollup.floor_boundary(p_layer integer, p_time timestamptz)
RETURNS timestamptz
LANGUAGE sql STABLE
AS $$
    SELECT CASE WHEN isfinite(p_time) THEN rollup.bucket_start(u.unit, least(
        p_time,
        (SELECT min(rollup.bucket_start(t.width, p_time)) FROM rollup.tier AS t WHERE t.source_id = p_layer),
        (SELECT min(rollup.bucket_start(c.width, p_time)) FROM rollup.custom AS c WHERE c.layer_id = p_layer)))
        ELSE p_time END
    FROM (SELECT coalesce((SELECT coalesce(t.frame, t.width) FROM rollup.tier AS t WHERE t.tier_id = p_layer), '1 hour')) AS u (unit)
$$;

COMMENT ON FUNCTION rollup.floor_boundary(integer, timestamptz) IS 'The last time at or before another that may be a floor of a layer.';
