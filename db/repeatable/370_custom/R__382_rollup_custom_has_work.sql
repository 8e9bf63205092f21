-- Whether there is something to do for a custom rollup, so that a round that has nothing to do does nothing: series that were not looked at,
-- buckets that can be made, entries of its log, a look-back, or buckets to remove.
-- Callers: the service, before rollup.refresh_rollup.
CREATE OR REPLACE FUNCTION rollup.custom_has_work(p_name text, p_now timestamptz)
RETURNS boolean
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    -- Without series, or a retention, some of it is not known, which is none.
    SELECT coalesce(
        c.look_back > '0'
        OR c.seen_series < (SELECT max(s.series_id) FROM catalog.series AS s)
        OR CASE WHEN isfinite(w.position) THEN c.position < rollup.bucket_start(c.width, w.position) ELSE false END
        OR c.begins < rollup.bucket_start(c.width, p_now - c.retention)
        OR EXISTS (
            SELECT FROM rollup.custom_invalidation AS i
            WHERE i.rollup_id = c.rollup_id AND NOT i.is_lost AND (i.attempts = 0 OR i.retry_at <= p_now)),
        false)
    FROM rollup.custom AS c
    JOIN rollup.watermark AS w ON w.tier_id = c.source_id
    WHERE c.name = p_name
$$;

COMMENT ON FUNCTION rollup.custom_has_work(text, timestamptz) IS 'Whether there is something to do for a custom rollup.';
