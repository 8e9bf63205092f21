-- Tries again what failed and whose time has come, and nothing else: CALL ops.handle_retries(). Jobs that wait after a failure, and buckets and
-- profiles that are set aside. What is being worked on elsewhere is passed over: nobody's lock is taken away. Cannot be called inside a transaction block.
CREATE OR REPLACE PROCEDURE ops.handle_retries(p_now timestamptz DEFAULT clock_timestamp())
LANGUAGE plpgsql
AS $$
DECLARE
    v_job record;
    v_failure jsonb;
BEGIN
    FOR v_job IN
        SELECT j.job, j.tier, t.tier_id
        FROM ops.job AS j
        LEFT JOIN rollup.tier AS t ON t.name = j.tier AND j.job IN ('refresh', 'profile')
        WHERE ops.is_due(j, p_now) AND (
            j.attempts > 0
            OR j.job = 'refresh' AND EXISTS (
                SELECT FROM rollup.invalidation AS i WHERE i.tier_id = t.tier_id AND i.attempts > 0 AND i.retry_at <= p_now)
            OR j.job = 'profile' AND EXISTS (
                SELECT FROM rollup.profile_invalidation AS i WHERE i.tier_id = t.tier_id AND i.failed_at <= p_now - interval '10 minutes'))
        ORDER BY j.job = 'profile', t.tier_id
    LOOP
        v_failure := NULL;
        CASE (v_job.job || CASE WHEN v_job.tier_id IS NULL THEN '' ELSE ' of a tier' END)
            WHEN 'refresh' THEN CALL rollup.refresh_custom(v_job.tier, p_now, interval '10 seconds', 4, v_failure);
            WHEN 'refresh of a tier' THEN
                CALL rollup.refresh_tier(v_job.tier_id, p_now, interval '30 seconds', interval '10 minutes', 2000, 200, interval '10 seconds', 4, v_failure);
            WHEN 'profile of a tier' THEN
                CALL rollup.make_tier_profiles(v_job.tier_id, p_now, interval '15 minutes', interval '10 minutes', v_failure);
            WHEN 'settle' THEN CALL raw.settle_all(p_now);
            WHEN 'maintain' THEN CALL ops.maintain_partitions(p_now);
            WHEN 'retention' THEN CALL rollup.enforce_policies(p_now);
            WHEN 'reconcile' THEN CALL rollup.run_audit(p_now);
            WHEN 'backfill' THEN CALL rollup.run_backfills(p_now);
            WHEN 'import' THEN CALL catalog.read_import(v_job.tier, p_now, 20000, true, v_failure);
            ELSE CONTINUE;
        END CASE;
        IF v_failure IS NOT NULL THEN
            RAISE WARNING '% % failed again: %', v_job.job, v_job.tier, v_failure ->> 'message';
        END IF;
    END LOOP;
END
$$;

COMMENT ON PROCEDURE ops.handle_retries(timestamptz) IS 'Tries again what failed, and what was set aside, once its time has come.';
