-- Recomputes invalidated buckets of one tier and shard, whole buckets from what the source holds in a statement after
-- the log was read, and logs the parents' invalidations, all in one transaction (docs/protocol.md, rules 3, 4 and 6): of
-- buckets that are not kept any more too, since their parents may be. Those of the newest buckets, or of the oldest. Returns how many log entries it consumed; 0 if there
-- are none, or if another session is refreshing the shard.
-- Locks: the tier's fence (shared), then the shard, without waiting.
CREATE OR REPLACE FUNCTION rollup.refresh_invalidated(
    p_tier integer,
    p_shard integer,
    p_now timestamptz,
    p_limit integer,
    p_oldest boolean DEFAULT false)
RETURNS integer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_position timestamptz := (rollup.enter_fence(p_tier)).fence;
    v_work record;
BEGIN
    IF NOT rollup.try_shards(p_tier, p_shard) THEN
        RETURN 0;
    END IF;
    SELECT * INTO v_work FROM rollup.take_invalidations(p_tier, p_shard, p_now, p_limit, p_oldest);
    IF v_work.series IS NULL THEN
        RETURN v_work.taken;
    END IF;
    PERFORM rollup.recompute_stretches(
        p_tier, v_work.series, v_work.from_buckets, v_work.to_buckets, v_position, p_now);
    RETURN v_work.taken;
END
$$;

COMMENT ON FUNCTION rollup.refresh_invalidated(integer, integer, timestamptz, integer, boolean) IS 'Recomputes up to so many invalidation entries of a tier and shard; returns how many it consumed.';
