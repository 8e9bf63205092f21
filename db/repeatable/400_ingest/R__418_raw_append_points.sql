-- Appends points, given as arrays sorted by (series, time, source), to the log: the last write wins, and a value of NULL deletes. Their metadata goes,
-- and what that made out of date is logged. As raw.write_points, for points that come from the database itself: rows of the log are cut here.
-- Callers: raw.append_deletions; imports, after raw.begin_write, whose results are p_fence and p_generation, and raw.refuse_below_floor.
CREATE OR REPLACE FUNCTION raw.append_points(
    p_fence timestamptz,
    p_generation bigint,
    p_now timestamptz,
    p_series integer[],
    p_time timestamptz[],
    p_source bigint[],
    p_value double precision[])
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_late record;
BEGIN
    INSERT INTO raw.batch (series_group, generation, first_time, last_time, series, times, sources, values)
    SELECT g.series_group, p_generation, min(g.time), max(g.time), array_agg(g.series_id ORDER BY g.n),
        array_agg(raw.micros_of(g.time) ORDER BY g.n), array_agg(g.source ORDER BY g.n), array_agg(g.value ORDER BY g.n)
    FROM (
        SELECT u.*, raw.series_group(u.series_id) AS series_group,
            date_bin('1 day', u.time, timestamptz '1800-01-01 00:00:00+00') AS day,
            (row_number() OVER (
                PARTITION BY raw.series_group(u.series_id), date_bin('1 day', u.time, timestamptz '1800-01-01 00:00:00+00')
                ORDER BY u.n) - 1) / 64 AS part
        FROM unnest(p_series, p_time, p_source, p_value) WITH ORDINALITY AS u (series_id, time, source, value, n)
    ) AS g
    GROUP BY g.series_group, g.day, g.part;

    SELECT array_agg(h.series_id) AS series, array_agg(h.first_time) AS first, array_agg(h.last_time) AS last INTO v_late
    FROM (
        SELECT u.series_id, min(u.time) AS first_time, max(u.time) + interval '1 microsecond' AS last_time
        FROM unnest(p_series, p_time) AS u (series_id, time)
        GROUP BY u.series_id, raw.hour_of(u.time)
    ) AS h;
    PERFORM rollup.log_invalidations(0, v_late.series, v_late.first, v_late.last, p_fence, p_now);

    PERFORM raw.delete_metadata(
        p_series, ARRAY(SELECT raw.micros_of(t) FROM unnest(p_time) WITH ORDINALITY AS u (t, n) ORDER BY n), p_source);
END
$$;

COMMENT ON FUNCTION raw.append_points(timestamptz, bigint, timestamptz, integer[], timestamptz[], bigint[], double precision[]) IS 'Appends points to the log, NULL for deleted ones, and logs what they make out of date.';
