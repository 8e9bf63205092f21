-- Recomputes what the log says is out of date of a tier and shard, batch by batch: the newest first, but every fourth batch begins with the oldest.
-- A batch that fails is done one by one, so that only what fails by itself is set aside. Bounded by p_batches. As the service's refresh.
-- Callers: rollup.refresh_tier.
CREATE OR REPLACE PROCEDURE rollup.refresh_shard(
    p_tier integer,
    p_shard integer,
    p_now timestamptz,
    p_limit integer,
    p_batches integer,
    p_run bigint,
    INOUT p_taken bigint,
    INOUT p_failure jsonb)
LANGUAGE plpgsql
AS $$
DECLARE
    v_taken bigint;
    v_oldest boolean;
BEGIN
    FOR v_batch IN 0 .. p_batches - 1 LOOP
        v_oldest := v_batch % 4 = 1;
        v_taken := 0;
        CALL ops.repeat(format(
            'SELECT rollup.refresh_invalidated(%s, %s, %L, %s, %L)', p_tier, p_shard, p_now, p_limit, v_oldest), 0, 1, v_taken, p_failure);
        IF p_failure IS NOT NULL AND NOT ops.passes(p_failure) THEN
            p_failure := NULL;
            CALL ops.repeat(format(
                'SELECT recomputed + set_aside FROM rollup.refresh_singly(%s, %s, %L, 200, %L, false, %s, random())',
                p_tier, p_shard, p_now, v_oldest, p_run), 0, 1, v_taken, p_failure);
            v_taken := CASE WHEN v_taken > 0 THEN p_limit ELSE 0 END;
        END IF;
        EXIT WHEN p_failure IS NOT NULL;
        p_taken := p_taken + v_taken;
        EXIT WHEN v_taken < p_limit AND NOT v_oldest;
    END LOOP;
END
$$;

COMMENT ON PROCEDURE rollup.refresh_shard(integer, integer, timestamptz, integer, integer, bigint, bigint, jsonb) IS 'Recomputes what the log says is out of date of a tier and shard.';
