-- One round of profiling a tier, as the service takes it, each step in a transaction of its own (docs/protocol.md, rule 11): moves forward, makes those again that
-- are out of date, and those that failed p_retry_after ago. A step that cannot be made is written down as failed, and passed.
-- Callers: rollup.make_all_profiles, ops.handle_retries.
CREATE OR REPLACE PROCEDURE rollup.make_tier_profiles(
    p_tier integer,
    p_now timestamptz,
    p_delay interval,
    p_retry_after interval,
    INOUT p_failure jsonb)
LANGUAGE plpgsql
AS $$
DECLARE
    v_due record;
    v_tier text := (SELECT t.name FROM rollup.tier AS t WHERE t.tier_id = p_tier);
    v_run bigint;
    v_shard integer;
    v_in bigint := 0;
    v_out bigint := 0;
    v_made bigint;
BEGIN
    SELECT a.failure, d.* INTO v_due
    FROM ops.attempt(format(
        'SELECT to_jsonb(d) FROM rollup.profile_due(%L, %L, %L) AS d WHERE d.tier_id = %s', p_now, p_delay, p_retry_after, p_tier)) AS a
    LEFT JOIN LATERAL jsonb_to_record(a.result::jsonb) AS d (forward boolean, pending integer[], failed integer[]) ON true;
    p_failure := v_due.failure;
    IF v_due.forward OR v_due.pending <> '{}' OR v_due.failed <> '{}' THEN
        v_run := ops.open_run('profile', v_tier, p_now);
        COMMIT;
        WHILE v_due.forward LOOP
            CALL ops.repeat(format(
                'SELECT ops.cover(%s, f.from_bucket, f.to_bucket, f.row_count) FROM rollup.profile_forward(%s, %L, %L, false) AS f',
                v_run, p_tier, p_now, p_delay), 0, 1000000, v_out, p_failure);
            EXIT WHEN p_failure IS NULL;
            v_made := 0;
            IF p_failure ->> 'sqlstate' = '23514' THEN
                p_failure := NULL;
                CALL ops.repeat('SELECT rollup.ensure_profile_partitions()', 0, 1, v_made, p_failure);
                CONTINUE WHEN v_made > 0;
            END IF;
            EXIT WHEN ops.passes(p_failure);
            p_failure := NULL;
            CALL ops.repeat(format(
                'SELECT ops.cover(%s, f.from_bucket, f.to_bucket, f.row_count) FROM rollup.profile_forward(%s, %L, %L, true) AS f',
                v_run, p_tier, p_now, p_delay), 0, 1, v_out, p_failure);
            EXIT WHEN p_failure IS NOT NULL;
        END LOOP;
        FOREACH v_shard IN ARRAY v_due.pending LOOP
            CALL ops.repeat(format('SELECT rollup.renew_profiles(%s, %s, %L, 500)', p_tier, v_shard, p_now), 1, 200, v_in, p_failure);
        END LOOP;
        FOREACH v_shard IN ARRAY v_due.failed LOOP
            CALL ops.repeat(format('SELECT rollup.renew_profiles(%s, %s, %L, 500, %L)', p_tier, v_shard, p_now, p_now - p_retry_after),
                1, 200, v_in, p_failure);
        END LOOP;
    END IF;
    PERFORM ops.close_run(v_run, 'profile', v_tier, p_now, v_in, v_out, p_failure);
    COMMIT;
END
$$;

COMMENT ON PROCEDURE rollup.make_tier_profiles(integer, timestamptz, interval, interval, jsonb) IS 'One round of profiling a tier, step by step as the service takes them.';
