-- Recomputes entries of the log one by one, so that one that fails keeps no other from being recomputed: it stays in the log,
-- set aside, and is tried again later and later; why is noted in ops.error. p_set_aside says which: those that are set aside
-- and due, or the first of the others, from the end that a refresh failed at. A failure that is not the entry's own, such as a lock, a full disk or a
-- shutdown, ends the whole call. Returns how many entries were recomputed, and how many were set aside.
-- Locks: the tier's fence (shared), then the shard, without waiting.
CREATE OR REPLACE FUNCTION rollup.refresh_singly(
    p_tier integer,
    p_shard integer,
    p_now timestamptz,
    p_limit integer,
    p_oldest boolean,
    p_set_aside boolean,
    p_run bigint,
    p_chance double precision,
    OUT recomputed integer,
    OUT set_aside integer)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_position timestamptz := (rollup.enter_fence(p_tier)).fence;
    v_watermark timestamptz;
    v_entry rollup.invalidation;
    v_to timestamptz;
BEGIN
    recomputed := 0;
    set_aside := 0;
    IF NOT rollup.try_shards(p_tier, p_shard) THEN
        RETURN;
    END IF;
    SELECT position INTO STRICT v_watermark FROM rollup.watermark WHERE tier_id = p_tier;
    FOR v_entry IN
        SELECT i.*
        FROM rollup.invalidation AS i
        WHERE i.tier_id = p_tier AND i.series_id % rollup.shard_count() = p_shard
            AND CASE WHEN p_set_aside THEN i.attempts > 0 AND i.retry_at <= p_now ELSE i.attempts = 0 END
        ORDER BY CASE WHEN p_oldest THEN i.from_bucket END, i.from_bucket DESC
        LIMIT p_limit
    LOOP
        v_to := least(v_entry.to_bucket, v_watermark);
        BEGIN
            DELETE FROM rollup.invalidation WHERE invalidation_id = v_entry.invalidation_id;
            IF v_entry.from_bucket < v_to THEN
                PERFORM rollup.recompute_stretches(
                    p_tier, ARRAY[v_entry.series_id], ARRAY[v_entry.from_bucket], ARRAY[v_to], v_position, p_now);
            END IF;
            recomputed := recomputed + 1;
        EXCEPTION WHEN OTHERS THEN
            IF left(SQLSTATE, 2) IN ('08', '25', '40', '53', '55', '57', '58') THEN
                RAISE;
            END IF;
            PERFORM rollup.set_aside(v_entry, p_run, p_now, p_chance, SQLSTATE, SQLERRM);
            set_aside := set_aside + 1;
        END;
    END LOOP;
END
$$;

COMMENT ON FUNCTION rollup.refresh_singly(integer, integer, timestamptz, integer, boolean, boolean, bigint, double precision) IS 'Recomputes entries of the log one by one; those that fail are set aside.';
