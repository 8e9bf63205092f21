-- A time to audit a series at: p_position, 0 to 1, of the way from its first to its last point, and from there on to the next
-- hour for which raw or the tier 1h has something, so that samples of a sparse series are not empty. NULL if it has no points.
-- No locks beyond those of reading. Caller: the audit.
CREATE OR REPLACE FUNCTION rollup.sample_time(p_series integer, p_position double precision)
RETURNS timestamptz
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_time timestamptz := (
        SELECT raw.hour_of(s.first_time + p_position * (s.last_time - s.first_time)) FROM raw.series_span(p_series) AS s);
BEGIN
    RETURN coalesce(
        least(
            (SELECT c.hour FROM raw.chunk AS c WHERE c.series_id = p_series AND c.hour >= v_time ORDER BY c.hour LIMIT 1),
            (SELECT t.bucket FROM gold.rollup_1h AS t WHERE t.series_id = p_series AND t.bucket >= v_time ORDER BY t.bucket LIMIT 1)),
        v_time);
END
$$;

COMMENT ON FUNCTION rollup.sample_time(integer, double precision) IS 'A time to audit a series at, by a random number; NULL if it has no points.';
