-- Logs buckets whose profiles failed p_after ago as out of date, so that they are recomputed with their profiles, and what is built from
-- them after them. Returns how many entries. Locks: as rollup.invalidate.
CREATE OR REPLACE FUNCTION rollup.retry_profiles(p_tier integer, p_now timestamptz, p_after interval)
RETURNS integer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_failed record;
BEGIN
    WITH gone AS (
        DELETE FROM rollup.profile_failure AS f
        WHERE f.tier_id = p_tier AND f.failed_at <= p_now - p_after
        RETURNING f.series_id, f.from_bucket, f.to_bucket
    )
    SELECT array_agg(g.series_id) AS series, array_agg(g.from_bucket) AS lower, array_agg(g.to_bucket) AS upper INTO v_failed FROM gone AS g;
    IF v_failed.series IS NULL THEN
        RETURN 0;
    END IF;
    PERFORM rollup.invalidate(p_tier, v_failed.series, v_failed.lower, v_failed.upper, p_now);
    RETURN cardinality(v_failed.series);
END
$$;

COMMENT ON FUNCTION rollup.retry_profiles(integer, timestamptz, interval) IS 'Logs buckets whose profiles failed some time ago as out of date.';
