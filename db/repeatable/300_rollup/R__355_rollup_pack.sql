-- Packs single buckets of a tier and shard into frames: up to p_limit of those that are due (rollup.frames_due), each with
-- all its single buckets. What is stored does not change, only where. Returns how many frames it wrote or emptied; 0 for a
-- tier that is not packed, and when another session is refreshing the shard.
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
    v_due record;
BEGIN
    IF NOT rollup.try_shards(p_tier, p_shard) THEN
        RETURN 0;
    END IF;
    SELECT array_agg(d.series_id) AS series, array_agg(d.frame) AS frames, min(d.frame) AS first, max(d.frame) AS last
    INTO v_due
    FROM rollup.frames_due(p_tier, p_shard, p_keep, p_now, p_limit) AS d;
    IF v_due.series IS NULL THEN
        RETURN 0;
    END IF;
    EXECUTE rollup.pack_sql(p_tier, v_due.first, v_due.last, p_now) USING v_due.series, v_due.frames;
    RETURN cardinality(v_due.series);
END
$$;

COMMENT ON FUNCTION rollup.pack(integer, integer, interval, timestamptz, integer) IS 'Packs single buckets of a tier and shard into frames; returns how many frames.';
