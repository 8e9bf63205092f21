-- How far the profiles of a tier may go now: to the tier's watermark and the position of what they are made from; of points, to
-- hours that ended p_delay ago, since settled points are read in a fifth of the time. NULL for nowhere.
-- Callers: rollup.profile_forward, rollup.profile_due.
CREATE OR REPLACE FUNCTION rollup.profile_limit(p_tier integer, p_now timestamptz, p_delay interval)
RETURNS timestamptz
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT rollup.bucket_start(l.width, l.upto)
    FROM (
        SELECT t.width, least(w.position, s.position, CASE WHEN p.source_id = 0 THEN p_now - p_delay END) AS upto
        FROM rollup.profile AS p
        JOIN rollup.tier AS t ON t.tier_id = p.tier_id
        JOIN rollup.watermark AS w ON w.tier_id = p.tier_id
        LEFT JOIN rollup.profile AS s ON s.tier_id = p.source_id
        WHERE p.tier_id = p_tier
    ) AS l
    WHERE isfinite(l.upto)
$$;

COMMENT ON FUNCTION rollup.profile_limit(integer, timestamptz, interval) IS 'How far the profiles of a tier may go now.';
