-- Stores a request of one session, all in one statement: begins the write, makes or finds the session, appends its
-- points. Returns false, having done nothing but lock, if the session there is belongs to another user than p_user,
-- or to one where p_user is NULL: then its points may be of other series than the caller thinks.
-- p_start is when the session began, NULL to leave it as it is. The points have no source, it is the session's; the other
-- parameters are those of raw.begin_write and raw.write_points, but p_late may name stretches above the fence too.
-- For small requests: PL/pgSQL copies all of an array for each slice.
-- Locks: as raw.begin_write; then the session's row. Callers: ingest, outside of any transaction.
CREATE OR REPLACE FUNCTION raw.write_session(
    p_epoch bigint,
    p_now timestamptz,
    p_session uuid,
    p_user uuid,
    p_start timestamptz,
    p_series integer[],
    p_time bigint[],
    p_value double precision[],
    p_from integer[],
    p_to integer[],
    p_first bigint[],
    p_last bigint[],
    p_late_series integer[],
    p_late_first bigint[],
    p_late_last bigint[])
RETURNS boolean
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_write record;
    v_session record;
    v_sources bigint[];
BEGIN
    SELECT fence, generation INTO v_write FROM raw.begin_write(p_epoch);

    INSERT INTO catalog.session AS s (session_id, source, user_id, start_ts, created_at)
    VALUES (p_session, nextval('catalog.session_source'), p_user, p_start, p_now)
    ON CONFLICT (session_id) DO UPDATE SET start_ts = coalesce(EXCLUDED.start_ts, s.start_ts)
        WHERE s.user_id IS NOT DISTINCT FROM EXCLUDED.user_id
    RETURNING s.source, s.xmax = 0 AS made INTO v_session;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    IF cardinality(p_series) = 0 THEN
        RETURN true;
    END IF;

    v_sources := array_fill(v_session.source, ARRAY[cardinality(p_series)]);
    INSERT INTO raw.batch (series_group, generation, batch_id, first_time, last_time, series, times, sources, values)
    OVERRIDING SYSTEM VALUE
    SELECT raw.series_group(p_series[r.lower]), v_write.generation,
        (SELECT nextval('raw.batch_batch_id_seq')) + r.n - 1, raw.time_of(r.first), raw.time_of(r.last),
        p_series[r.lower:r.upper], p_time[r.lower:r.upper], v_sources[r.lower:r.upper], p_value[r.lower:r.upper]
    FROM unnest(p_from, p_to, p_first, p_last) WITH ORDINALITY AS r (lower, upper, first, last, n);
    PERFORM rollup.log_invalidations(
        0, p_late_series,
        ARRAY(SELECT raw.time_of(t) FROM unnest(p_late_first) WITH ORDINALITY AS u (t, n) ORDER BY n),
        ARRAY(SELECT raw.time_of(t + 1) FROM unnest(p_late_last) WITH ORDINALITY AS u (t, n) ORDER BY n),
        v_write.fence, p_now);
    PERFORM raw.keep_session_series(p_series, p_time, v_sources);
    IF NOT v_session.made THEN
        PERFORM raw.delete_metadata(p_series, p_time, v_sources);
    END IF;
    RETURN true;
END
$$;

COMMENT ON FUNCTION raw.write_session(bigint, timestamptz, uuid, uuid, timestamptz, integer[], bigint[], double precision[], integer[], integer[], bigint[], bigint[], integer[], bigint[], bigint[]) IS 'Stores a request of one session in one statement; false if the session belongs to another user.';
