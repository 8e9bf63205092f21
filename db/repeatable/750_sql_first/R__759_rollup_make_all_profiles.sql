-- One round of profiling, finer tiers before coarser: CALL rollup.make_all_profiles(). As the service's round: tiers whose job is paused or waits after
-- a failure are passed over. p_delay of '0' profiles every hour that is over. Defaults are those of varve.profile. Cannot be called inside a
-- transaction block.
CREATE OR REPLACE PROCEDURE rollup.make_all_profiles(
    p_now timestamptz DEFAULT clock_timestamp(),
    p_delay interval DEFAULT interval '15 minutes',
    p_retry_after interval DEFAULT interval '10 minutes')
LANGUAGE plpgsql
AS $$
DECLARE
    v_tier record;
    v_failure jsonb;
BEGIN
    FOR v_tier IN SELECT t.tier_id, t.name FROM rollup.profile AS p JOIN rollup.tier AS t ON t.tier_id = p.tier_id ORDER BY t.tier_id LOOP
        CONTINUE WHEN NOT (SELECT ops.is_due(j, p_now) FROM ops.job AS j WHERE j.job = 'profile' AND j.tier = v_tier.name);
        v_failure := NULL;
        CALL rollup.make_tier_profiles(v_tier.tier_id, p_now, p_delay, p_retry_after, v_failure);
        IF v_failure IS NOT NULL THEN
            RAISE WARNING 'profiling % failed and will be tried again: %', v_tier.name, v_failure ->> 'message';
        END IF;
    END LOOP;
END
$$;

COMMENT ON PROCEDURE rollup.make_all_profiles(timestamptz, interval, interval) IS 'One round of profiling all tiers that are due, finer before coarser.';
