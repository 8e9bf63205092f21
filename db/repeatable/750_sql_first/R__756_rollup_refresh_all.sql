-- One round of refreshing, finer tiers before coarser, then custom rollups: CALL rollup.refresh_all(). As the service's round: tiers whose job is paused or waits after a
-- failure are passed over, and one that fails keeps no other waiting; failures are in the ledger, and warned of. Defaults as in rollup.refresh.
-- Cannot be called inside a transaction block.
CREATE OR REPLACE PROCEDURE rollup.refresh_all(
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
    v_tier record;
    v_failure jsonb;
BEGIN
    PERFORM rollup.check_pace(p_target, p_busy_sessions);
    FOR v_tier IN SELECT t.tier_id, t.name FROM rollup.tier AS t ORDER BY t.tier_id LOOP
        CONTINUE WHEN NOT (SELECT ops.is_due(j, p_now) FROM ops.job AS j WHERE j.job = 'refresh' AND j.tier = v_tier.name);
        v_failure := NULL;
        CALL rollup.refresh_tier(v_tier.tier_id, p_now, p_delay, p_pack_after, p_limit, p_batches, p_target, p_busy_sessions, v_failure);
        IF v_failure IS NOT NULL THEN
            RAISE WARNING 'refreshing % failed and will be tried again: %', v_tier.name, v_failure ->> 'message';
        END IF;
    END LOOP;
    CALL rollup.refresh_rollups(p_now, p_target, p_busy_sessions);
END
$$;

COMMENT ON PROCEDURE rollup.refresh_all(timestamptz, interval, interval, integer, integer, interval, integer) IS 'One round of refreshing all tiers that are due, finer before coarser, and then custom rollups.';
