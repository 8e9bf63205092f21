-- One round of refreshing custom rollups, those refreshed longest ago first: CALL rollup.refresh_rollups(). As the service's round: those that are not active,
-- whose time has not come, or whose job is paused or waits after a failure are passed over, and one that fails keeps no other waiting; failures are in
-- the ledger, and warned of. p_target and p_busy_sessions as in rollup.refresh. Cannot be called inside a transaction block.
CREATE OR REPLACE PROCEDURE rollup.refresh_rollups(
    p_now timestamptz DEFAULT clock_timestamp(),
    p_target interval DEFAULT interval '10 seconds',
    p_busy_sessions integer DEFAULT 4)
LANGUAGE plpgsql
AS $$
DECLARE
    v_rollup record;
    v_failure jsonb;
BEGIN
    PERFORM rollup.check_pace(p_target, p_busy_sessions);
    FOR v_rollup IN
        SELECT c.name
        FROM rollup.custom AS c
        WHERE c.is_active AND (c.due_at IS NULL OR c.due_at <= p_now)
        ORDER BY c.updated_at NULLS FIRST, c.name
    LOOP
        CONTINUE WHEN NOT (SELECT ops.is_due(j, p_now) FROM ops.job AS j WHERE j.job = 'refresh' AND j.tier = v_rollup.name);
        v_failure := NULL;
        CALL rollup.refresh_custom(v_rollup.name, p_now, p_target, p_busy_sessions, v_failure);
        IF v_failure IS NOT NULL THEN
            RAISE WARNING 'refreshing rollup % failed and will be tried again: %', v_rollup.name, v_failure ->> 'message';
        END IF;
    END LOOP;
END
$$;

COMMENT ON PROCEDURE rollup.refresh_rollups(timestamptz, interval, integer) IS 'One round of refreshing all custom rollups that are due.';
