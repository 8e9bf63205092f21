-- Widens raw.session_series to the points of a slice that belong to sessions (source above 0).
-- Callers: raw.write_points. Locks: the rows it touches, in order.
CREATE OR REPLACE FUNCTION raw.keep_session_series(p_series integer[], p_time bigint[], p_source bigint[])
RETURNS void
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO raw.session_series AS s (source, series_id, first_time, last_time)
    SELECT i.source, i.series_id, raw.time_of(min(i.micros)), raw.time_of(max(i.micros))
    FROM unnest(p_series, p_time, p_source) AS i (series_id, micros, source)
    WHERE i.source > 0
    GROUP BY i.source, i.series_id
    ORDER BY i.source, i.series_id
    ON CONFLICT (source, series_id) DO UPDATE SET
        first_time = least(s.first_time, EXCLUDED.first_time),
        last_time = greatest(s.last_time, EXCLUDED.last_time)
    WHERE EXCLUDED.first_time < s.first_time OR EXCLUDED.last_time > s.last_time
$$;

COMMENT ON FUNCTION raw.keep_session_series(integer[], bigint[], bigint[]) IS 'Remembers which series, and when, the sessions of a slice of points wrote to.';
