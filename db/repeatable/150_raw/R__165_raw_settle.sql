-- Folds the log of batches into chunks: the oldest rows of a shard, up to p_limit, whose generation is drained and at
-- least p_keep behind the newest drained one. No writer of those generations is left, so whatever stays in the log is
-- newer than what goes into the chunks, and the order of writes is kept (docs/protocol.md, rule 8). The set of visible
-- points does not change, so nothing is logged. Returns how many rows of the log went; 0 also when another session is
-- settling the shard. SQLSTATE 23514: a month has no partition yet, see raw.ensure_chunk_partitions.
-- Locks: the shard of layer 0, without waiting; then against writers of chunks, waiting at most lock_timeout.
CREATE OR REPLACE FUNCTION raw.settle(p_shard integer, p_keep bigint, p_limit integer)
RETURNS integer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_taken record;
BEGIN
    IF NOT rollup.try_shards(0, p_shard) THEN
        RETURN 0;
    END IF;
    PERFORM pg_advisory_xact_lock(rollup.lock_key(6, 0, p_shard));
    SELECT array_agg(t.series_group) AS groups, array_agg(t.first_time) AS first_times,
        array_agg(t.generation) AS generations, array_agg(t.batch_id) AS ids,
        min(t.first_time) AS lower, max(t.last_time) AS upper, count(*) AS count
    INTO v_taken
    FROM (
        SELECT b.series_group, b.generation, b.batch_id, b.first_time, b.last_time
        FROM raw.batch AS b
        WHERE b.series_group % rollup.shard_count() = p_shard
            AND b.generation <= (SELECT f.drained_generation FROM rollup.fence AS f WHERE f.layer_id = 0) - p_keep
        ORDER BY b.generation, b.batch_id
        LIMIT p_limit
    ) AS t;
    IF v_taken.count > 0 THEN
        EXECUTE raw.settle_sql(v_taken.lower, v_taken.upper)
        USING v_taken.groups, v_taken.first_times, v_taken.generations, v_taken.ids;
    END IF;
    RETURN v_taken.count;
END
$$;

COMMENT ON FUNCTION raw.settle(integer, bigint, integer) IS 'Folds up to so many of the oldest rows of a shard''s log into chunks; returns how many went.';
