-- Recomputes what the log says is out of date of a tier and shard, batch by batch: the newest first, but every fourth batch begins with the oldest.
-- A batch that fails is done one by one, so that only what fails by itself is set aside. Bounded by p_batches. As the service's refresh. p_limit: the usual
-- number of entries; how many it is follows how long a batch takes of p_target (rollup.take_batch).
-- Callers: rollup.refresh_tier.
CREATE OR REPLACE PROCEDURE rollup.refresh_shard(
    p_tier integer,
    p_shard integer,
    p_now timestamptz,
    p_limit integer,
    p_batches integer,
    p_run bigint,
    p_target interval,
    INOUT p_taken bigint,
    INOUT p_failure jsonb)
LANGUAGE plpgsql
AS $$
DECLARE
    v_batch record;
    v_oldest boolean;
    v_singly bigint := 0;
BEGIN
    IF p_failure IS NOT NULL THEN
        RETURN;
    END IF;
    FOR v_nth IN 0 .. p_batches - 1 LOOP
        v_oldest := v_nth % 4 = 1;
        SELECT a.failure, b.taken, b.is_full INTO v_batch
        FROM ops.attempt(format(
            'SELECT to_jsonb(b) FROM rollup.take_batch(%s, %s, %L, %s, %L, %s, %L) AS b',
            p_tier, p_shard, p_now, p_limit, v_oldest, p_run, p_target)) AS a
        LEFT JOIN LATERAL jsonb_to_record(a.result::jsonb) AS b (taken integer, is_full boolean) ON true;
        COMMIT;
        IF v_batch.failure IS NULL THEN
            p_taken := p_taken + v_batch.taken;
            EXIT WHEN NOT v_batch.is_full AND NOT v_oldest;
        ELSIF ops.passes(v_batch.failure) THEN
            p_failure := v_batch.failure;
            EXIT;
        ELSE
            v_singly := 0;
            CALL ops.repeat(format(
                'SELECT recomputed + set_aside FROM rollup.refresh_singly(%s, %s, %L, 200, %L, false, %s, random())',
                p_tier, p_shard, p_now, v_oldest, p_run), 0, 1, v_singly, p_failure);
            p_taken := p_taken + v_singly;
            EXIT WHEN p_failure IS NOT NULL OR v_singly = 0 AND NOT v_oldest;
        END IF;
    END LOOP;
END
$$;

COMMENT ON PROCEDURE rollup.refresh_shard(integer, integer, timestamptz, integer, integer, bigint, interval, bigint, jsonb) IS 'Recomputes what the log says is out of date of a tier and shard.';
