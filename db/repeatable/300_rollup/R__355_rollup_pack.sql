-- Packs single buckets of a tier and shard into frames: up to p_limit frames that end at least p_keep before the tier's
-- watermark and have a single bucket that old, each with all its single buckets. Late points come in bursts: so a frame is not
-- written anew after each of them. Below the floor there may be no partition to pack into, and what is there goes. What is stored does not change, only where. Returns how many frames it
-- wrote or emptied; 0 for a tier that is not packed, and when another session is refreshing the shard.
-- Locks: the tier's shard, without waiting.
-- Every frame's rows are looked up by key: joining on the series alone compares each frame with all that a series has.
CREATE OR REPLACE FUNCTION rollup.pack(p_tier integer, p_shard integer, p_keep interval, p_now timestamptz, p_limit integer)
RETURNS integer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
DECLARE
    v_tier rollup.tier;
    v_watermark timestamptz := (SELECT position FROM rollup.watermark WHERE tier_id = p_tier);
    v_series integer[];
    v_frames timestamptz[];
BEGIN
    SELECT * INTO STRICT v_tier FROM rollup.tier WHERE tier_id = p_tier;
    IF v_tier.frame IS NULL OR NOT isfinite(v_watermark) OR NOT rollup.try_shards(p_tier, p_shard) THEN
        RETURN 0;
    END IF;
    EXECUTE format(
        'SELECT array_agg(series_id), array_agg(frame) FROM ('
        ' SELECT DISTINCT t.series_id, rollup.bucket_start(%3$L, t.bucket) AS frame FROM %1$I.%2$I AS t'
        ' WHERE t.bucket - timestamptz ''1970-01-01 00:00:00+00'' < rollup.bucket_start('
        '%3$L, $1 - $2) - timestamptz ''1970-01-01 00:00:00+00'''
        ' AND t.bucket >= (SELECT f.position FROM rollup.floor AS f WHERE f.layer_id = %4$s)'
        ' AND t.updated_at <= $5 - $2 AND t.series_id %% rollup.shard_count() = $3'
        ' LIMIT $4) AS due', v_tier.schema_name, v_tier.table_name, v_tier.frame, p_tier)
    INTO v_series, v_frames
    USING v_watermark, p_keep, p_shard, p_limit, p_now;
    IF v_series IS NULL THEN
        RETURN 0;
    END IF;
    EXECUTE rollup.pack_sql(
        p_tier, (SELECT min(f) FROM unnest(v_frames) AS f), (SELECT max(f) FROM unnest(v_frames) AS f), p_now)
    USING v_series, v_frames;
    RETURN cardinality(v_series);
END
$$;

COMMENT ON FUNCTION rollup.pack(integer, integer, interval, timestamptz, integer) IS 'Packs single buckets of a tier and shard into frames; returns how many frames.';
