-- Stretches of a tier's buckets to recompute, put together by the layer they can be recomputed from. While nothing has been
-- removed from any layer that is the tier's source, without a look at each.
-- Callers: rollup.refresh_invalidated.
CREATE OR REPLACE FUNCTION rollup.parts_by_layer(
    p_tier integer,
    p_series integer[],
    p_from timestamptz[],
    p_to timestamptz[])
RETURNS TABLE (layer_id integer, series integer[], from_buckets timestamptz[], to_buckets timestamptz[])
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT FROM rollup.floor AS f WHERE f.generation > 0) THEN
        RETURN QUERY
            SELECT p.layer_id, array_agg(p.series_id), array_agg(p.from_bucket), array_agg(p.to_bucket)
            FROM rollup.recompute_parts(p_tier, p_series, p_from, p_to) AS p
            GROUP BY p.layer_id;
    ELSE
        RETURN QUERY SELECT t.source_id::integer, p_series, p_from, p_to FROM rollup.tier AS t WHERE t.tier_id = p_tier;
    END IF;
END
$$;

COMMENT ON FUNCTION rollup.parts_by_layer(integer, integer[], timestamptz[], timestamptz[]) IS 'Stretches of buckets by the layer they can be recomputed from.';
