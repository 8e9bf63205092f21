-- Audits tiers and custom rollups by one random sample, if nobody did for p_interval: CALL rollup.run_audit(). As the service's audit: what disagrees is counted, and
-- recomputed only if p_repair says so. A disagreement is a row of ops.error, and warned of: an answer was wrong. Each is compared in a transaction of its own.
-- Nothing while the job is paused or waits after a failure. Defaults are those of varve.reconcile. Cannot be called inside a transaction block.
CREATE OR REPLACE PROCEDURE rollup.run_audit(
    p_now timestamptz DEFAULT clock_timestamp(),
    p_interval interval DEFAULT interval '1 minute',
    p_series integer DEFAULT 10,
    p_hours integer DEFAULT 24,
    p_repair boolean DEFAULT false)
LANGUAGE plpgsql
AS $$
DECLARE
    v_run bigint;
    v_part record;
    v_found record;
    v_claimed bigint := 0;
    v_checked bigint := 0;
    v_failure jsonb;
BEGIN
    IF NOT (SELECT ops.is_due(j, p_now) FROM ops.job AS j WHERE j.job = 'reconcile' AND j.tier = 'all') THEN
        RETURN;
    END IF;
    CALL ops.repeat(format('SELECT rollup.claim_audit(%L, %L)::integer', p_now, p_interval), 0, 1, v_claimed, v_failure);
    FOR v_part IN SELECT p.* FROM rollup.audit_parts(p_series, p_hours) AS p WHERE v_claimed > 0 LOOP
        v_run := coalesce(v_run, ops.open_run('reconcile', 'all', p_now));
        COMMIT;
        SELECT a.failure, r.* INTO v_found
        FROM ops.attempt(format(
            'SELECT to_jsonb(r) FROM rollup.reconcile(%L, %L, %L, %L, %L, 5) AS r', v_part.series, v_part.from_time, v_part.to_time,
            ARRAY[v_part.tier], CASE WHEN p_repair THEN p_now END)) AS a
        LEFT JOIN LATERAL jsonb_to_record(a.result::jsonb) AS r (checked bigint, mismatches bigint, details jsonb) ON true;
        COMMIT;
        v_failure := v_found.failure;
        EXIT WHEN v_failure IS NOT NULL;
        v_checked := v_checked + v_found.checked;
        IF v_found.mismatches > 0 THEN
            PERFORM ops.note_mismatches(
                v_run, v_part.tier, v_part.from_time, v_part.to_time, v_found.checked, v_found.mismatches, v_found.details, p_now);
            COMMIT;
            RAISE WARNING '% of % buckets of % disagree with what they are made of; ops.error has some', v_found.mismatches, v_found.checked, v_part.tier;
        END IF;
    END LOOP;
    PERFORM ops.close_run(v_run, 'reconcile', 'all', p_now, v_checked, 0, v_failure);
    COMMIT;
    IF v_failure IS NOT NULL THEN
        RAISE WARNING 'the audit of a sample failed, another one will be drawn: %', v_failure ->> 'message';
    END IF;
END
$$;

COMMENT ON PROCEDURE rollup.run_audit(timestamptz, interval, integer, integer, boolean) IS 'Audits tiers and custom rollups by one random sample, if nobody did lately.';
