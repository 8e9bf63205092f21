-- Refuses what no refresh can be paced by, before anything is done: SQLSTATE VA035. The service has the same bounds.
-- Callers: rollup.refresh, refresh_all, refresh_rollups, refresh_rollup.
CREATE OR REPLACE FUNCTION rollup.check_pace(p_target interval, p_busy_sessions integer)
RETURNS void
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF p_target IS NULL OR p_target NOT BETWEEN interval '10 milliseconds' AND interval '1 hour' THEN
        RAISE EXCEPTION 'p_target is from 10 milliseconds to 1 hour, not %', p_target USING ERRCODE = 'VA035';
    END IF;
    IF p_busy_sessions IS NULL OR p_busy_sessions NOT BETWEEN 0 AND 10000 THEN
        RAISE EXCEPTION 'p_busy_sessions is from 0, for never, to 10000, not %', p_busy_sessions USING ERRCODE = 'VA035';
    END IF;
END
$$;

COMMENT ON FUNCTION rollup.check_pace(interval, integer) IS 'Refuses what no refresh can be paced by (SQLSTATE VA035).';
