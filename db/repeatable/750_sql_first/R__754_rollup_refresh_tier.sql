-- One round of refreshing a tier, step by step as the service takes them, each in a transaction of its own (docs/protocol.md, rule 2): drains and raises the
-- source's fence, moves forward, tries again what was set aside, recomputes what the log names, packs. What another
-- session or instance is working on is passed over. How much is taken at once follows how long it takes of p_target, half of
-- it while p_busy_sessions of others are at work (docs/adr/0041). A run of the ledger once there is something to do. p_failure: what ended it.
-- Callers: rollup.refresh, rollup.refresh_all, ops.handle_retries.
CREATE OR REPLACE PROCEDURE rollup.refresh_tier(
    p_tier integer,
    p_now timestamptz,
    p_delay interval,
    p_pack_after interval,
    p_limit integer,
    p_batches integer,
    p_target interval,
    p_busy_sessions integer,
    INOUT p_failure jsonb)
LANGUAGE plpgsql
AS $$
DECLARE
    v_tier rollup.tier;
    v_due record;
    v_run bigint;
    v_shard integer;
    v_raised bigint := 0;
    v_in bigint := 0;
    v_out bigint := 0;
    v_none bigint := 0;
BEGIN
    SELECT * INTO STRICT v_tier FROM rollup.tier WHERE tier_id = p_tier;
    CALL ops.repeat(format('SELECT rollup.drain_fence(%s)::integer', v_tier.source_id), 0, 1, v_none, p_failure);
    CALL ops.repeat(format('SELECT rollup.raise_fence(%s, %L, %L)::integer', v_tier.source_id, p_now, p_delay), 0, 1, v_raised, p_failure);
    IF v_raised > 0 THEN
        CALL ops.repeat(format('SELECT rollup.drain_fence(%s)::integer', v_tier.source_id), 0, 1, v_none, p_failure);
    END IF;

    IF p_failure IS NULL THEN
        SELECT a.failure, d.* INTO v_due
        FROM ops.attempt(format('SELECT to_jsonb(d) FROM rollup.due(%s, %L, %L) AS d', p_tier, p_pack_after, p_now)) AS a
        LEFT JOIN LATERAL jsonb_to_record(a.result::jsonb) AS d (forward boolean, packs boolean, pending integer[], set_aside integer[]) ON true;
        p_failure := v_due.failure;
    END IF;
    IF p_failure IS NULL AND (v_due.forward OR v_due.packs OR v_due.pending <> '{}' OR v_due.set_aside <> '{}') THEN
        v_run := ops.open_run('refresh', v_tier.name, p_now);
        COMMIT;
        CALL ops.repeat(format(
            'SELECT count(rollup.fit_windows(%L, %s, %s, %L))', v_tier.name, p_busy_sessions, v_run, p_now), 0, 1, v_none, p_failure);
        WHILE v_due.forward AND p_failure IS NULL LOOP
            CALL ops.repeat(format(
                'SELECT ops.cover(%s, f.from_bucket, f.to_bucket, f.row_count) FROM rollup.take_step(%s, %L, false, %s, %L) AS f',
                v_run, p_tier, p_now, v_run, p_target), 0, 1000000, v_out, p_failure);
            EXIT WHEN p_failure IS NULL OR ops.passes(p_failure);
            p_failure := NULL;
            CALL ops.repeat(format(
                'SELECT ops.cover(%s, f.from_bucket, f.to_bucket, f.row_count) FROM rollup.take_step(%s, %L, true, %s, %L) AS f',
                v_run, p_tier, p_now, v_run, p_target), 0, 1, v_out, p_failure);
        END LOOP;
        FOREACH v_shard IN ARRAY v_due.set_aside LOOP
            CALL ops.repeat(format(
                'SELECT recomputed FROM rollup.refresh_singly(%s, %s, %L, 200, false, true, %s, random())', p_tier, v_shard, p_now, v_run),
                0, 1, v_in, p_failure);
        END LOOP;
        SELECT a.failure, d.pending INTO v_due
        FROM ops.attempt(format('SELECT to_jsonb(d) FROM rollup.due(%s, %L, %L) AS d', p_tier, p_pack_after, p_now)) AS a
        LEFT JOIN LATERAL jsonb_to_record(a.result::jsonb) AS d (pending integer[]) ON true;
        p_failure := coalesce(p_failure, v_due.failure);
        FOREACH v_shard IN ARRAY coalesce(v_due.pending, '{}') LOOP
            CALL rollup.refresh_shard(p_tier, v_shard, p_now, p_limit, p_batches, v_run, p_target, v_in, p_failure);
        END LOOP;
        FOR v_shard IN SELECT s FROM generate_series(0, rollup.shard_count() - 1) AS s WHERE v_tier.frame IS NOT NULL LOOP
            CALL ops.repeat(format(
                'SELECT rollup.pack(%s, %s, %L, %L, %s)', p_tier, v_shard, p_pack_after, p_now, p_limit), p_limit, p_batches, v_none, p_failure);
        END LOOP;
    END IF;
    PERFORM ops.close_run(v_run, 'refresh', v_tier.name, p_now, v_in, v_out, p_failure);
    COMMIT;
END
$$;

COMMENT ON PROCEDURE rollup.refresh_tier(integer, timestamptz, interval, interval, integer, integer, interval, integer, jsonb) IS 'One round of refreshing a tier, step by step as the service takes them.';
