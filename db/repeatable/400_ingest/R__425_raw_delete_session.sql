-- Deletes a session with its points and their metadata and logs what that made out of date. Returns how many points
-- went, NULL if there is no such session. Callers: ingest, after raw.begin_write, whose result is p_fence.
-- Locks: the session's row, so that a concurrent write to the session either is seen here or finds it gone.
CREATE OR REPLACE FUNCTION raw.delete_session(p_fence timestamptz, p_now timestamptz, p_session uuid)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_source bigint;
    v_hull record;
    v_deleted bigint;
    v_series integer[];
    v_first timestamptz[];
    v_last timestamptz[];
BEGIN
    SELECT source INTO v_source FROM catalog.session WHERE session_id = p_session FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT min(first_time) AS lower, max(last_time) AS upper INTO v_hull FROM raw.session_series WHERE source = v_source;
    EXECUTE format(
        'DELETE FROM raw.point_metadata AS p USING raw.session_series AS s'
        ' WHERE s.source = $1 AND p.series_id = s.series_id AND p.source = $1'
        ' AND p.time BETWEEN s.first_time AND s.last_time AND p.time BETWEEN %L AND %L', v_hull.lower, v_hull.upper)
    USING v_source;
    EXECUTE format(
        'WITH gone AS ('
        ' DELETE FROM raw.point AS p USING raw.session_series AS s'
        ' WHERE s.source = $1 AND p.series_id = s.series_id AND p.source = $1'
        ' AND p.time BETWEEN s.first_time AND s.last_time AND p.time BETWEEN %L AND %L'
        ' RETURNING p.series_id, p.time'
        '), hours AS ('
        ' SELECT series_id, count(*) AS points, min(time) AS first_time, max(time) AS last_time'
        ' FROM gone GROUP BY series_id, rollup.bucket_start(interval ''1 hour'', time)'
        ') SELECT coalesce(sum(points), 0), array_agg(series_id), array_agg(first_time), array_agg(last_time) FROM hours',
        v_hull.lower, v_hull.upper)
    INTO v_deleted, v_series, v_first, v_last
    USING v_source;
    PERFORM raw.log_deletions(p_fence, p_now, v_series, v_first, v_last);
    DELETE FROM raw.session_series WHERE source = v_source;
    DELETE FROM catalog.session WHERE session_id = p_session;
    RETURN v_deleted;
END
$$;

COMMENT ON FUNCTION raw.delete_session(timestamptz, timestamptz, uuid) IS 'Deletes a session with its points; returns how many points, NULL if there is no such session.';
