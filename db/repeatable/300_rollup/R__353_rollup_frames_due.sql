-- Frames of a tier and shard (NULL for all) that are to be packed, up to p_limit: those that end at least p_keep before the
-- tier's watermark and have a single bucket that old. Late points come in bursts: so a frame is not written anew after each of
-- them. Below the floor there may be no partition to pack into, and what is there goes. None for a tier that is not packed.
-- Callers: rollup.pack, rollup.due.
CREATE OR REPLACE FUNCTION rollup.frames_due(
    p_tier integer,
    p_shard integer,
    p_keep interval,
    p_now timestamptz,
    p_limit integer)
RETURNS TABLE (series_id integer, frame timestamptz)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_tier rollup.tier;
    v_watermark timestamptz := (SELECT position FROM rollup.watermark WHERE tier_id = p_tier);
BEGIN
    SELECT * INTO STRICT v_tier FROM rollup.tier WHERE tier_id = p_tier;
    IF v_tier.frame IS NULL OR NOT isfinite(v_watermark) THEN
        RETURN;
    END IF;
    RETURN QUERY EXECUTE format(
        'SELECT DISTINCT t.series_id, rollup.bucket_start(%3$L, t.bucket) AS frame FROM %1$I.%2$I AS t'
        ' WHERE t.bucket - timestamptz ''1970-01-01 00:00:00+00'' < rollup.bucket_start('
        '%3$L, $1 - $2) - timestamptz ''1970-01-01 00:00:00+00'''
        ' AND t.bucket >= (SELECT f.position FROM rollup.floor AS f WHERE f.layer_id = %4$s)'
        ' AND t.updated_at <= $5 - $2 AND ($3 IS NULL OR t.series_id %% rollup.shard_count() = $3)'
        ' LIMIT $4', v_tier.schema_name, v_tier.table_name, v_tier.frame, p_tier)
    USING v_watermark, p_keep, p_shard, p_limit, p_now;
END
$$;

COMMENT ON FUNCTION rollup.frames_due(integer, integer, interval, timestamptz, integer) IS 'Frames of a tier that are to be packed.';
