-- How custom rollups stand: lag_seconds, the stretch that could be made as of p_now; for how long they are overdue, by their schedule if they have one;
-- what waits in their logs, is set aside, or is lost.
-- Callers: ops.monitor, the service.
CREATE OR REPLACE FUNCTION rollup.custom_progress(p_now timestamptz)
RETURNS TABLE (
    rollup_id integer,
    name text,
    watermark timestamptz,
    overdue_seconds double precision,
    lag_seconds double precision,
    pending bigint,
    oldest_pending_seconds double precision,
    set_aside bigint,
    lost bigint)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT c.rollup_id, c.name, c.position,
        CASE
            WHEN c.due_at IS NOT NULL THEN greatest(0, date_part('epoch', p_now - c.due_at))
            WHEN isfinite(c.position) AND isfinite(w.position) THEN greatest(0, date_part('epoch', w.position - rollup.bucket_end(c.width, c.position)))
        END,
        CASE WHEN isfinite(c.position) THEN greatest(0, date_part('epoch', rollup.bucket_start(c.width, p_now) - c.position)) END,
        count(i.invalidation_id) FILTER (WHERE NOT i.is_lost),
        date_part('epoch', p_now - min(i.logged_at) FILTER (WHERE NOT i.is_lost AND i.attempts = 0)),
        count(i.invalidation_id) FILTER (WHERE i.attempts > 0),
        count(i.invalidation_id) FILTER (WHERE i.is_lost)
    FROM rollup.custom AS c
    JOIN rollup.watermark AS w ON w.tier_id = c.source_id
    LEFT JOIN rollup.custom_invalidation AS i ON i.rollup_id = c.rollup_id
    GROUP BY c.rollup_id, w.position
$$;

COMMENT ON FUNCTION rollup.custom_progress(timestamptz) IS 'How custom rollups stand: watermark, lag, what waits and what is lost.';
