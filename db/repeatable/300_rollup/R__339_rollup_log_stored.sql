-- Logs buckets in [p_from, p_to) of a tier as out of date, of every series that has something stored there. Returns of how
-- many. Callers: rollup.refresh_forward, which holds all shards and moves the watermark over them in the same transaction.
CREATE OR REPLACE FUNCTION rollup.log_stored(p_tier integer, p_from timestamptz, p_to timestamptz, p_now timestamptz)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_logged bigint;
BEGIN
    INSERT INTO rollup.invalidation (tier_id, series_id, from_bucket, to_bucket, logged_at)
    SELECT p_tier, s.series_id, p_from, p_to, p_now
    FROM unnest(rollup.stored_series(ARRAY(SELECT c.series_id FROM catalog.series AS c), p_from, p_to)) AS s (series_id);
    GET DIAGNOSTICS v_logged = ROW_COUNT;
    RETURN v_logged;
END
$$;

COMMENT ON FUNCTION rollup.log_stored(integer, timestamptz, timestamptz, timestamptz) IS 'Logs a stretch of a tier as out of date for every series that has something stored there.';
