-- Folds the log of batches into chunks: rows of a shard whose generation is drained, whole groups of series, up to p_limit
-- rows of them. So that a chunk is written about once, points of the hours that are not over since p_keep stay in the log, up
-- to the hour after that of raw's fence; NULL keeps none. A group with more rows than p_limit is not spared, or the log
-- would have no bounds: its oldest rows go, whatever the hour.
-- No writer of those generations is left, and what stays back of an hour stays of all rows of the group: so whatever is
-- in the log of a point is newer than its chunk, and the order of writes is kept (docs/protocol.md, rule 8). The set of
-- visible points does not change, so nothing is logged. Returns how many rows of the log it took; 0 also when another
-- session is settling the shard. SQLSTATE 23514: a month has no partition yet, see raw.ensure_chunk_partitions.
-- Locks: the shard of layer 0, without waiting; then against writers of chunks, waiting at most lock_timeout.
CREATE OR REPLACE FUNCTION raw.settle(p_shard integer, p_keep interval, p_limit integer)
RETURNS integer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET work_mem = '64MB'
AS $$
DECLARE
    v_held_from timestamptz;
    v_held_to timestamptz;
    v_taken record;
BEGIN
    IF NOT rollup.try_shards(0, p_shard) THEN
        RETURN 0;
    END IF;
    PERFORM pg_advisory_xact_lock(rollup.lock_key(6, 0, p_shard));
    SELECT raw.hour_of(f.drained_position - p_keep), raw.hour_of(f.drained_position) + interval '2 hours'
    INTO STRICT v_held_from, v_held_to
    FROM rollup.fence AS f
    WHERE f.layer_id = 0;
    SELECT array_agg(t.series_group) AS groups, array_agg(t.first_time) AS first_times,
        array_agg(t.generation) AS generations, array_agg(t.batch_id) AS ids,
        min(t.first_time) AS lower, max(t.last_time) AS upper, count(*) AS count, bool_or(t.is_long) AS is_long
    INTO v_taken
    FROM (
        SELECT d.*, row_number() OVER (ORDER BY d.series_group, d.generation, d.batch_id) AS number,
            count(*) OVER (ORDER BY d.series_group) AS group_end, min(d.series_group) OVER () AS first_group
        FROM (
            SELECT b.series_group, b.generation, b.batch_id, b.first_time, b.last_time,
                count(*) OVER (PARTITION BY b.series_group) > p_limit AS is_long
            FROM raw.batch AS b
            WHERE b.series_group % rollup.shard_count() = p_shard
                AND b.generation <= (SELECT f.drained_generation FROM rollup.fence AS f WHERE f.layer_id = 0)
        ) AS d
        WHERE d.is_long OR v_held_from IS NULL OR d.first_time < v_held_from OR d.last_time >= v_held_to
    ) AS t
    WHERE t.number <= p_limit AND (t.group_end <= p_limit OR t.series_group = t.first_group);
    IF v_taken.count > 0 THEN
        EXECUTE raw.settle_sql(
            v_taken.lower, v_taken.upper, CASE WHEN NOT v_taken.is_long THEN v_held_from END, v_held_to)
        USING v_taken.groups, v_taken.first_times, v_taken.generations, v_taken.ids;
    END IF;
    RETURN v_taken.count;
END
$$;

COMMENT ON FUNCTION raw.settle(integer, interval, integer) IS 'Folds up to so many rows of a shard''s log into chunks, of hours that are over; returns how many it took.';
