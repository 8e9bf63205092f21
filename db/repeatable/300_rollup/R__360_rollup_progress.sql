-- How every tier stands: lag_seconds, the stretch its watermark could move as of p_now (0 when it is up to date), and
-- pending, the log entries that wait. A tier's watermark can reach the last of its boundaries at or before that of its source.
CREATE OR REPLACE FUNCTION rollup.progress(p_now timestamptz, p_delay interval)
RETURNS TABLE (tier text, watermark timestamptz, lag_seconds double precision, pending bigint)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT
        t.name,
        w.position,
        CASE WHEN isfinite(w.position)
            THEN greatest(0, date_part('epoch', rollup.bucket_start(t.width, p_now - p_delay) - w.position))
            ELSE 0
        END,
        (SELECT count(*) FROM rollup.invalidation i WHERE i.tier_id = t.tier_id)
    FROM rollup.tier t
    JOIN rollup.watermark w USING (tier_id)
    ORDER BY t.tier_id
$$;

COMMENT ON FUNCTION rollup.progress(timestamptz, interval) IS 'Watermark, lag and pending invalidations of every tier.';
