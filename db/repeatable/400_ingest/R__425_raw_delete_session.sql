-- Deletes a session with its points and their metadata and logs what that made out of date. Returns how many points
-- went, NULL if there is no such session. Callers: ingest, after raw.begin_write, whose results are p_fence and p_generation.
-- SQLSTATE VA029 if a point of it lies below raw's floor.
-- Locks: the session's row, so that a concurrent write to the session either is seen here or finds it gone.
CREATE OR REPLACE FUNCTION raw.delete_session(p_fence timestamptz, p_generation bigint, p_now timestamptz, p_session uuid)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_source bigint;
    v_gone record;
BEGIN
    SELECT source INTO v_source FROM catalog.session WHERE session_id = p_session FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    PERFORM raw.refuse_below_floor(array_agg(e.series_id), array_agg(e.first_time))
    FROM raw.session_series AS e
    WHERE e.source = v_source;
    SELECT count(*) AS count, array_agg(p.series_id) AS series, array_agg(p.time) AS times, array_agg(p.source) AS sources
    INTO v_gone
    FROM (
        SELECT s.*
        FROM raw.session_series AS e
        CROSS JOIN LATERAL raw.points(ARRAY[e.series_id], e.first_time, e.last_time + interval '1 microsecond') AS s
        WHERE e.source = v_source AND s.source = v_source
        ORDER BY s.series_id, s.time
    ) AS p;
    IF v_gone.count > 0 THEN
        PERFORM raw.append_deletions(p_fence, p_generation, p_now, v_gone.series, v_gone.times, v_gone.sources);
    END IF;
    DELETE FROM raw.session_series WHERE source = v_source;
    DELETE FROM catalog.session WHERE session_id = p_session;
    RETURN v_gone.count;
END
$$;

COMMENT ON FUNCTION raw.delete_session(timestamptz, bigint, timestamptz, uuid) IS 'Deletes a session with its points; returns how many points, NULL if there is no such session.';
