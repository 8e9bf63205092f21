-- Recomputes invalidated buckets of one tier and shard, whole buckets from what the source holds in a statement after
-- the log was read, and logs the parents' invalidations, all in one transaction (docs/protocol.md, rules 3 and 4). A bucket
-- left without points loses its row, or is hidden if it is packed. Returns how many log entries it consumed; 0 if there are none, or if another
-- session is refreshing the shard.
-- Locks: the tier's fence (shared), then the shard, without waiting.
-- Every stretch is looked up by key: joining on the series alone compares each stretch with all that a series has.
CREATE OR REPLACE FUNCTION rollup.refresh_invalidated(
    p_tier integer,
    p_shard integer,
    p_now timestamptz,
    p_limit integer)
RETURNS integer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
DECLARE
    v_position timestamptz := (rollup.enter_fence(p_tier)).fence;
    v_work record;
    v_hull record;
BEGIN
    IF NOT rollup.try_shards(p_tier, p_shard) THEN
        RETURN 0;
    END IF;
    SELECT * INTO v_work FROM rollup.take_invalidations(p_tier, p_shard, p_now, p_limit);
    IF v_work.series IS NULL THEN
        RETURN v_work.taken;
    END IF;
    SELECT min(f) AS lower, max(t) AS upper INTO v_hull FROM unnest(v_work.from_buckets, v_work.to_buckets) AS r (f, t);

    EXECUTE (
        SELECT format(
            'DELETE FROM %1$I.%2$I AS t USING unnest($1, $2, $3) AS r (series_id, lower, upper)'
            ' WHERE t.series_id = r.series_id AND t.bucket >= r.lower AND t.bucket < r.upper'
            ' AND t.bucket >= %3$L AND t.bucket < %4$L', schema_name, table_name, v_hull.lower, v_hull.upper)
        FROM rollup.tier
        WHERE tier_id = p_tier)
    USING v_work.series, v_work.from_buckets, v_work.to_buckets;

    EXECUTE rollup.fold_sql(p_tier, v_hull.lower, v_hull.upper, true, p_now)
    USING v_work.series, v_work.from_buckets, v_work.to_buckets;
    PERFORM rollup.hide_emptied(p_tier, v_work.series, v_work.from_buckets, v_work.to_buckets, p_now);

    PERFORM rollup.log_invalidations(
        p_tier, v_work.series, v_work.from_buckets, v_work.to_buckets, v_position, p_now);
    RETURN v_work.taken;
END
$$;

COMMENT ON FUNCTION rollup.refresh_invalidated(integer, integer, timestamptz, integer) IS 'Recomputes up to so many invalidation entries of a tier and shard; returns how many it consumed.';
