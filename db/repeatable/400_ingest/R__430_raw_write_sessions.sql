-- Stores sessions of few points each, all in one statement: begins the write, makes or finds the sessions, appends their
-- points. Returns for each session whether it was stored; nothing is stored of one that belongs to another user than
-- p_user says, or to one where that is NULL: then its points may be of other series than the caller thinks.
-- p_session names no session twice. p_start is when a session began, in epoch micros, NULL to leave it as it is. The points
-- have no source, it is their session's; a row of the log and a late stretch are of one session, p_row_session and
-- p_late_session say which, counted from 1. The other parameters are those of raw.begin_write and raw.write_points, but
-- p_late is about all points, those above the fence too.
-- SQLSTATE VA029 if a point lies below raw's floor: this way does not merge.
-- Of several sessions none may hold up the others for long: then a tenth of a second is waited for a lock, not longer.
-- For few points: PL/pgSQL copies all of an array for each slice.
-- Locks: as raw.begin_write, raw.enter_floor; then the sessions' rows, in their order. Callers: ingest, outside of any transaction.
CREATE OR REPLACE FUNCTION raw.write_sessions(
    p_epoch bigint,
    p_now timestamptz,
    p_session uuid[],
    p_user uuid[],
    p_start bigint[],
    p_series integer[],
    p_time bigint[],
    p_value double precision[],
    p_row_session integer[],
    p_from integer[],
    p_to integer[],
    p_first bigint[],
    p_last bigint[],
    p_late_session integer[],
    p_late_series integer[],
    p_late_first bigint[],
    p_late_last bigint[])
RETURNS boolean[]
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_write record;
    v_sources bigint[];
    v_found boolean[];
BEGIN
    IF cardinality(p_session) > 1 THEN
        PERFORM set_config('lock_timeout', '100ms', true);
    END IF;
    SELECT fence, generation INTO v_write FROM raw.begin_write(p_epoch);
    IF EXISTS (SELECT FROM unnest(p_late_first) AS l WHERE raw.time_of(l) < v_write.fence) THEN
        PERFORM raw.refuse_below_floor(p_late_series, ARRAY(
            SELECT raw.time_of(l) FROM unnest(p_late_first) WITH ORDINALITY AS u (l, n) ORDER BY u.n));
    END IF;

    WITH written AS (
        INSERT INTO catalog.session AS s (session_id, source, user_id, start_ts, created_at)
        SELECT i.session_id, nextval('catalog.session_source'), i.user_id, raw.time_of(i.start), p_now
        FROM unnest(p_session, p_user, p_start) AS i (session_id, user_id, start)
        ORDER BY i.session_id
        ON CONFLICT (session_id) DO UPDATE SET start_ts = coalesce(EXCLUDED.start_ts, s.start_ts)
            WHERE s.user_id IS NOT DISTINCT FROM EXCLUDED.user_id
        RETURNING s.session_id, s.source, s.xmax <> 0 AS found
    )
    SELECT array_agg(w.source ORDER BY i.n), array_agg(w.found ORDER BY i.n)
    INTO v_sources, v_found
    FROM unnest(p_session) WITH ORDINALITY AS i (session_id, n)
    LEFT JOIN written AS w ON w.session_id = i.session_id;

    INSERT INTO raw.batch (series_group, generation, batch_id, first_time, last_time, series, times, sources, values)
    OVERRIDING SYSTEM VALUE
    SELECT raw.series_group(p_series[r.lower]), v_write.generation,
        (SELECT nextval('raw.batch_batch_id_seq')) + r.n - 1, raw.time_of(r.first), raw.time_of(r.last),
        p_series[r.lower:r.upper], p_time[r.lower:r.upper],
        array_fill(v_sources[r.session], ARRAY[r.upper - r.lower + 1]), p_value[r.lower:r.upper]
    FROM unnest(p_row_session, p_from, p_to, p_first, p_last) WITH ORDINALITY AS r (session, lower, upper, first, last, n)
    WHERE v_sources[r.session] IS NOT NULL;

    PERFORM rollup.log_invalidations(
        0, array_agg(l.series_id), array_agg(raw.time_of(l.first)), array_agg(raw.time_of(l.last + 1)),
        v_write.fence, p_now)
    FROM unnest(p_late_session, p_late_series, p_late_first, p_late_last) AS l (session, series_id, first, last)
    WHERE v_sources[l.session] IS NOT NULL
    HAVING count(*) > 0;

    INSERT INTO raw.session_series AS s (source, series_id, first_time, last_time)
    SELECT v_sources[l.session] AS source, l.series_id, raw.time_of(min(l.first)), raw.time_of(max(l.last))
    FROM unnest(p_late_session, p_late_series, p_late_first, p_late_last) AS l (session, series_id, first, last)
    WHERE v_sources[l.session] IS NOT NULL
    GROUP BY 1, 2
    ORDER BY 1, 2
    ON CONFLICT (source, series_id) DO UPDATE SET
        first_time = least(s.first_time, EXCLUDED.first_time),
        last_time = greatest(s.last_time, EXCLUDED.last_time)
    WHERE EXCLUDED.first_time < s.first_time OR EXCLUDED.last_time > s.last_time;

    IF true = ANY (v_found) THEN
        PERFORM raw.delete_metadata(array_agg(p.series_id), array_agg(p.micros), array_agg(v_sources[r.session]))
        FROM unnest(p_row_session, p_from, p_to) AS r (session, lower, upper)
        CROSS JOIN LATERAL unnest(p_series[r.lower:r.upper], p_time[r.lower:r.upper]) AS p (series_id, micros)
        WHERE v_found[r.session]
        HAVING count(*) > 0;
    END IF;
    RETURN ARRAY(SELECT u.source IS NOT NULL FROM unnest(v_sources) WITH ORDINALITY AS u (source, n) ORDER BY n);
END
$$;

COMMENT ON FUNCTION raw.write_sessions(bigint, timestamptz, uuid[], uuid[], bigint[], integer[], bigint[], double precision[], integer[], integer[], integer[], bigint[], bigint[], integer[], integer[], bigint[], bigint[]) IS 'Stores sessions of few points in one statement; returns for each whether it was, false if it belongs to another user.';
