-- Refreshes one tier from psql, with the service off or beside it: CALL rollup.refresh('1h'). By its name or that of its
-- table (rollup.tier_named). Whether its job is due or waits after a failure does not matter.
-- p_target: how long a step should take, by which it is found how much it takes; p_busy_sessions: so many sessions of others halve that, 0 for never (SQLSTATE VA035: no such pace).
-- Defaults are those of the service's varve.refresh settings. An error is in the ledger, and then raised. Cannot be called inside a transaction block.
CREATE OR REPLACE PROCEDURE rollup.refresh(
    p_tier text,
    p_now timestamptz DEFAULT clock_timestamp(),
    p_delay interval DEFAULT interval '30 seconds',
    p_pack_after interval DEFAULT interval '10 minutes',
    p_limit integer DEFAULT 2000,
    p_batches integer DEFAULT 200,
    p_target interval DEFAULT interval '10 seconds',
    p_busy_sessions integer DEFAULT 4)
LANGUAGE plpgsql
AS $$
DECLARE
    v_failure jsonb;
BEGIN
    PERFORM rollup.check_pace(p_target, p_busy_sessions);
    CALL rollup.refresh_tier(
        rollup.tier_named(p_tier), p_now, p_delay, p_pack_after, p_limit, p_batches, p_target, p_busy_sessions, v_failure);
    IF v_failure IS NOT NULL THEN
        RAISE EXCEPTION 'refreshing % failed: %', p_tier, v_failure ->> 'message'
            USING ERRCODE = v_failure ->> 'sqlstate', DETAIL = coalesce(v_failure ->> 'detail', ''), HINT = 'ops.error has the details.';
    END IF;
END
$$;

COMMENT ON PROCEDURE rollup.refresh(text, timestamptz, interval, interval, integer, integer, interval, integer) IS 'Refreshes one tier: everything that is due of it, each step in a transaction of its own.';
