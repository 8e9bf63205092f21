-- Settles raw's log shard by shard, each step in a transaction of its own, whether the job is due or not; shards that others are at are passed over. A shard that fails does not
-- keep the others. A run of the ledger once there is something to do. p_failure: what failed last. Callers: raw.settle_all, rollup.prepare_removal, ops.handle_retries.
CREATE OR REPLACE PROCEDURE raw.settle_shards(
    p_now timestamptz,
    p_keep interval,
    p_limit integer,
    p_batches integer,
    INOUT p_failure jsonb)
LANGUAGE plpgsql
AS $$
DECLARE
    v_run bigint;
    v_rows bigint := 0;
    v_before bigint;
    v_none bigint := 0;
    v_failure jsonb;
BEGIN
    FOR v_shard IN 0 .. rollup.shard_count() - 1 LOOP
        v_failure := NULL;
        v_before := v_rows;
        CALL ops.repeat(format('SELECT raw.settle(%s, %L, %s)', v_shard, p_keep, p_limit), 1, p_batches, v_rows, v_failure);
        IF v_failure ->> 'sqlstate' = '23514' THEN
            v_failure := NULL;
            CALL ops.repeat('SELECT raw.ensure_chunk_partitions()', 0, 1, v_none, v_failure);
            CALL ops.repeat(format('SELECT raw.settle(%s, %L, %s)', v_shard, p_keep, p_limit), 1, p_batches, v_rows, v_failure);
        END IF;
        p_failure := coalesce(v_failure, p_failure);
        IF v_run IS NULL AND v_rows > v_before THEN
            v_run := ops.open_run('settle', 'raw', p_now);
            COMMIT;
        END IF;
    END LOOP;
    PERFORM ops.close_run(v_run, 'settle', 'raw', p_now, v_rows, 0, p_failure);
    COMMIT;
    IF p_failure IS NOT NULL THEN
        RAISE WARNING 'settling failed and will be tried again: %', p_failure ->> 'message';
    END IF;
END
$$;

COMMENT ON PROCEDURE raw.settle_shards(timestamptz, interval, integer, integer, jsonb) IS 'Settles raw''s log, shard by shard, each step in a transaction of its own.';
