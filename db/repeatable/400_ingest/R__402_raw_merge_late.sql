-- Takes in points below raw's floor (docs/protocol.md, rule 6): adds them to every kept bucket that is sealed, exactly once,
-- and to every sealed profile, and logs an invalidation for every kept bucket that is not sealed, all in the caller's transaction. A point is recognised for seven days:
-- the same again with the same value does nothing, with another value it is refused. A session with such a point cannot be deleted any more. Returns how many were new.
-- Parameters: as raw.write_points, p_value without NULLs. SQLSTATE VA027: a point was merged with another value; VA028: no
-- tier keeps the bucket of a point any more.
-- Locks: all fences of tiers (shared); then the shards concerned, of all tiers, ascending, and custom rollups of the series, waiting for refreshes.
-- Callers: ingest, after raw.enter_floor.
CREATE OR REPLACE FUNCTION raw.merge_late(
    p_now timestamptz,
    p_series integer[],
    p_time bigint[],
    p_source bigint[],
    p_value double precision[])
RETURNS integer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_tier rollup.tier;
    v_new record;
BEGIN
    PERFORM rollup.enter_fence(t.tier_id) FROM rollup.tier AS t ORDER BY t.tier_id;
    PERFORM pg_advisory_xact_lock(rollup.lock_key(2, k.tier_id, k.shard))
    FROM (
        SELECT t.tier_id, s.shard
        FROM rollup.tier AS t
        CROSS JOIN (SELECT DISTINCT u % rollup.shard_count() AS shard FROM unnest(p_series) AS u) AS s
        ORDER BY t.tier_id, s.shard
    ) AS k;
    PERFORM pg_advisory_xact_lock(rollup.lock_key(12, 0, k.rollup_id))
    FROM (
        SELECT DISTINCT m.rollup_id FROM rollup.custom_member AS m WHERE m.series_id = ANY (p_series) ORDER BY m.rollup_id
    ) AS k;

    SELECT * INTO v_new FROM raw.keep_late(p_now, p_series, p_time, p_source, p_value);
    IF v_new.series IS NULL THEN
        RETURN 0;
    END IF;
    FOR v_tier IN SELECT * FROM rollup.tier ORDER BY tier_id LOOP
        PERFORM rollup.merge_points(v_tier.tier_id, v_new.series, v_new.times, v_new.sources, v_new.point_values, p_now);
        PERFORM rollup.merge_profiles(v_tier.tier_id, v_new.series, v_new.times, v_new.sources, v_new.point_values);
    END LOOP;
    PERFORM rollup.merge_custom(v_new.series, v_new.times, v_new.sources, v_new.point_values, p_now);
    PERFORM raw.keep_session_series(p_series, p_time, p_source) WHERE p_source IS NOT NULL;
    RETURN cardinality(v_new.series);
END
$$;

COMMENT ON FUNCTION raw.merge_late(timestamptz, integer[], bigint[], bigint[], double precision[]) IS 'Merges points below raw''s floor into the tiers; returns how many were new.';
