-- Appends points, sorted by (series, time, source) and without repeats, to the log: the last write wins. A row of the
-- log is a slice [p_from, p_to] of the arrays, counted from 1, of at most 90 points, all in one series group, with times
-- from p_first to p_last. p_source is NULL when all sources are 0. The p_late arrays are the stretches, at most one per
-- series and hour, that lie below the fence (p_fence): they are logged as invalidations. Also keeps raw.session_series,
-- and drops metadata of an overwritten point: raw.write_metadata brings the new one, if any.
-- Not PL/pgSQL, which holds parameters in a form of which every slice copies the whole array: six times the cost.
-- The statement may have up to 65,536 rows.
-- Callers: ingest, after raw.begin_write, whose results are p_fence and p_generation. Nobody is waited for.
CREATE OR REPLACE FUNCTION raw.write_points(
    p_fence timestamptz,
    p_generation bigint,
    p_now timestamptz,
    p_series integer[],
    p_time bigint[],
    p_source bigint[],
    p_value double precision[],
    p_from integer[],
    p_to integer[],
    p_first bigint[],
    p_last bigint[],
    p_late_series integer[],
    p_late_first bigint[],
    p_late_last bigint[])
RETURNS void
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO raw.batch (series_group, generation, batch_id, first_time, last_time, series, times, sources, values)
    OVERRIDING SYSTEM VALUE
    SELECT raw.series_group(p_series[r.lower]), p_generation, (SELECT nextval('raw.batch_batch_id_seq')) + r.n - 1,
        raw.time_of(r.first), raw.time_of(r.last),
        p_series[r.lower:r.upper], p_time[r.lower:r.upper], p_source[r.lower:r.upper], p_value[r.lower:r.upper]
    FROM unnest(p_from, p_to, p_first, p_last) WITH ORDINALITY AS r (lower, upper, first, last, n);

    SELECT rollup.log_invalidations(
        0, p_late_series,
        ARRAY(SELECT raw.time_of(t) FROM unnest(p_late_first) WITH ORDINALITY AS u (t, n) ORDER BY n),
        ARRAY(SELECT raw.time_of(t + 1) FROM unnest(p_late_last) WITH ORDINALITY AS u (t, n) ORDER BY n),
        p_fence, p_now)
    WHERE cardinality(p_late_series) > 0;

    SELECT raw.keep_session_series(p_series, p_time, p_source) WHERE p_source IS NOT NULL;

    SELECT raw.delete_metadata(p_series, p_time, p_source);
$$;

COMMENT ON FUNCTION raw.write_points(timestamptz, bigint, timestamptz, integer[], bigint[], bigint[], double precision[], integer[], integer[], bigint[], bigint[], integer[], bigint[], bigint[]) IS 'Appends points to the log, last write winning, and logs what they make out of date.';
