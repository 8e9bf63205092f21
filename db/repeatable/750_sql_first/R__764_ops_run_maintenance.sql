-- Looks after the database as a whole, if nobody did for p_interval: CALL ops.run_maintenance(). By ops.maintain, whose rows become decisions of the run in the ledger. As the service's
-- scheduled maintenance: one of all sessions and instances does it, and nobody while the job is paused or waits after a failure. Cannot be called inside a transaction block.
CREATE OR REPLACE PROCEDURE ops.run_maintenance(p_now timestamptz DEFAULT clock_timestamp(), p_interval interval DEFAULT interval '1 day')
LANGUAGE plpgsql
AS $$
DECLARE
    v_claimed bigint := 0;
    v_done bigint := 0;
    v_failure jsonb;
BEGIN
    IF NOT (SELECT ops.is_due(j, p_now) FROM ops.job AS j WHERE j.job = 'maintain' AND j.tier = 'all') THEN
        RETURN;
    END IF;
    CALL ops.repeat(format('SELECT ops.claim_maintenance(%L, %L)::integer', p_now, p_interval), 0, 1, v_claimed, v_failure);
    IF v_claimed > 0 THEN
        CALL ops.repeat(format('SELECT count(*) FROM ops.maintain(%L)', p_now), 0, 1, v_done, v_failure);
    END IF;
    IF v_failure IS NOT NULL THEN
        PERFORM ops.close_run(NULL, 'maintain', 'all', p_now, 0, 0, v_failure);
        COMMIT;
        RAISE WARNING 'maintenance failed and will be tried again: %', v_failure ->> 'message';
    END IF;
END
$$;

COMMENT ON PROCEDURE ops.run_maintenance(timestamptz, interval) IS 'Looks after the database as a whole, if nobody did lately.';
