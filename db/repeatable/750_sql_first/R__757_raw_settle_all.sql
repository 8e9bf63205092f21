-- Settles raw's log shard by shard: CALL raw.settle_all(). As the service's round; whether the job is due does not matter. p_keep: how long after
-- its end an hour stays in the log; '0' settles every hour that is over. Shards that others are at are passed over. A shard that fails does not
-- keep the others, and what failed last is in the ledger, and warned of. Cannot be called inside a transaction block.
CREATE OR REPLACE PROCEDURE raw.settle_all(
    p_now timestamptz DEFAULT clock_timestamp(),
    p_keep interval DEFAULT interval '10 minutes',
    p_limit integer DEFAULT 5000,
    p_batches integer DEFAULT 200)
LANGUAGE plpgsql
AS $$
DECLARE
    v_run bigint;
    v_rows bigint := 0;
    v_before bigint;
    v_none bigint := 0;
    v_failure jsonb;
    v_last jsonb;
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
        v_last := coalesce(v_failure, v_last);
        IF v_run IS NULL AND v_rows > v_before THEN
            v_run := ops.open_run('settle', 'raw', p_now);
            COMMIT;
        END IF;
    END LOOP;
    PERFORM ops.close_run(v_run, 'settle', 'raw', p_now, v_rows, 0, v_last);
    COMMIT;
    IF v_last IS NOT NULL THEN
        RAISE WARNING 'settling failed and will be tried again: %', v_last ->> 'message';
    END IF;
END
$$;

COMMENT ON PROCEDURE raw.settle_all(timestamptz, interval, integer, integer) IS 'Settles raw''s log, shard by shard, each step in a transaction of its own.';
