-- Writes down that the profiles of buckets in [p_from, p_to) of some series could not be made: from here on they are pending for readers.
-- Returns of how many series. Callers: rollup.profile_forward, rollup.make_profiles_singly, which hold the shards.
CREATE OR REPLACE FUNCTION rollup.fail_profiles(
    p_tier integer,
    p_series integer[],
    p_from timestamptz,
    p_to timestamptz,
    p_now timestamptz)
RETURNS bigint
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH failed AS (
        INSERT INTO rollup.profile_invalidation (tier_id, series_id, from_bucket, to_bucket, logged_at, failed_at)
        SELECT p_tier, u.series_id, p_from, p_to, p_now, p_now
        FROM unnest(p_series) AS u (series_id)
        WHERE p_from < p_to
        RETURNING 1
    )
    SELECT count(*) FROM failed
$$;

COMMENT ON FUNCTION rollup.fail_profiles(integer, integer[], timestamptz, timestamptz, timestamptz) IS 'Writes down that profiles of a stretch could not be made.';
