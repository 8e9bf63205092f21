-- Logs the invalidations of deleted points: at most one stretch per series and hour goes into the log function.
-- Callers: raw.delete_points, raw.delete_session.
CREATE OR REPLACE FUNCTION raw.log_deletions(
    p_fence timestamptz,
    p_now timestamptz,
    p_series integer[],
    p_first timestamptz[],
    p_last timestamptz[])
RETURNS void
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT rollup.log_invalidations(
        0, p_series, p_first,
        ARRAY(SELECT t + interval '1 microsecond' FROM unnest(p_last) WITH ORDINALITY AS u (t, n) ORDER BY n),
        p_fence, p_now)
$$;

COMMENT ON FUNCTION raw.log_deletions(timestamptz, timestamptz, integer[], timestamptz[], timestamptz[]) IS 'Logs the invalidations of deleted stretches of points.';
