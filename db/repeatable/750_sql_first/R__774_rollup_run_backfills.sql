-- One round of backfills: CALL rollup.run_backfills(). As the service's round: all that are not finished take steps by turns, each in a transaction of its own, as long as what
-- they have logged leaves room for more; refreshes make room. p_max_pending: how many days of a series wait at once. Nothing while the job is paused or waits after a
-- failure. Cannot be called inside a transaction block.
CREATE OR REPLACE PROCEDURE rollup.run_backfills(p_now timestamptz DEFAULT clock_timestamp(), p_max_pending integer DEFAULT 2000)
LANGUAGE plpgsql
AS $$
DECLARE
    v_id bigint;
    v_run bigint;
    v_moved bigint;
    v_rounds bigint := 0;
    v_failure jsonb;
BEGIN
    IF NOT (SELECT ops.is_due(j, p_now) FROM ops.job AS j WHERE j.job = 'backfill' AND j.tier = 'all') THEN
        RETURN;
    END IF;
    LOOP
        v_moved := 0;
        FOR v_id IN SELECT b.backfill_id FROM rollup.backfill AS b WHERE b.finished_at IS NULL ORDER BY b.backfill_id LOOP
            CALL ops.repeat(format('SELECT moved::integer FROM rollup.backfill_step(%s, %s, %L)', v_id, p_max_pending, p_now), 0, 1, v_moved, v_failure);
        END LOOP;
        EXIT WHEN v_moved = 0 OR v_failure IS NOT NULL;
        v_run := coalesce(v_run, ops.open_run('backfill', 'all', p_now));
        v_rounds := v_rounds + 1;
        COMMIT;
    END LOOP;
    PERFORM ops.close_run(v_run, 'backfill', 'all', p_now, 0, v_rounds, v_failure);
    COMMIT;
    IF v_failure IS NOT NULL THEN
        RAISE WARNING 'backfills failed and will be tried again: %', v_failure ->> 'message';
    END IF;
END
$$;

COMMENT ON PROCEDURE rollup.run_backfills(timestamptz, integer) IS 'One round of backfills, by turns, as long as what they have logged leaves room.';
