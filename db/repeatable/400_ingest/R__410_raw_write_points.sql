-- Writes one slice of points, sorted and without repeats of (series, time, source): the last write wins. Only rows that
-- really change are logged as invalidations, so re-sending a request costs no refresh. Also keeps raw.session_series,
-- and drops metadata of an overwritten point: raw.write_metadata brings the new one, if any.
-- Returns how many points are new or changed. Callers: ingest, after raw.begin_write, whose result is p_fence.
CREATE OR REPLACE FUNCTION raw.write_points(
    p_fence timestamptz,
    p_now timestamptz,
    p_series integer[],
    p_time bigint[],
    p_source bigint[],
    p_value double precision[])
RETURNS integer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_changed integer;
    v_series integer[];
    v_times timestamptz[];
BEGIN
    WITH changed AS (
        INSERT INTO raw.point AS p (series_id, time, source, value)
        SELECT i.series_id, raw.time_of(i.micros), i.source, i.value
        FROM unnest(p_series, p_time, p_source, p_value) AS i (series_id, micros, source, value)
        ON CONFLICT (series_id, time, source) DO UPDATE SET value = EXCLUDED.value
        WHERE p.value IS DISTINCT FROM EXCLUDED.value
        RETURNING p.series_id, p.time
    )
    SELECT
        count(*),
        array_agg(series_id) FILTER (WHERE time < p_fence),
        array_agg(time) FILTER (WHERE time < p_fence)
    INTO v_changed, v_series, v_times
    FROM changed;

    IF v_series IS NOT NULL THEN
        PERFORM rollup.log_invalidations(
            0, v_series, v_times,
            ARRAY(SELECT t + interval '1 microsecond' FROM unnest(v_times) WITH ORDINALITY AS u (t, n) ORDER BY n),
            p_fence, p_now);
    END IF;
    PERFORM raw.keep_session_series(p_series, p_time, p_source);
    PERFORM raw.delete_metadata(p_series, p_time, p_source);
    RETURN v_changed;
END
$$;

COMMENT ON FUNCTION raw.write_points(timestamptz, timestamptz, integer[], bigint[], bigint[], double precision[]) IS 'Writes a slice of points, last write winning, and logs what it made out of date; returns how many changed.';
