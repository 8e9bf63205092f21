-- The SELECT that folds all buckets of a packed tier within [p_from, p_to), literals, into partials of wider buckets whose
-- width divides the frame's. Frames without single rows beside them are folded each by itself, the rest row by row.
-- A frame of a series is one or the other, so no bucket comes twice. Parameters: the tier that is read.
CREATE OR REPLACE FUNCTION rollup.fold_packed_sql(p_width interval, p_source integer, p_from text, p_to text)
RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT format($sql$
        WITH single AS MATERIALIZED (
            SELECT t.* FROM %1$I.%2$I AS t WHERE t.bucket >= %4$s AND t.bucket < %5$s
                AND t.bucket - timestamptz '1970-01-01 00:00:00+00' >= %4$s - timestamptz '1970-01-01 00:00:00+00'
                AND t.bucket - timestamptz '1970-01-01 00:00:00+00' < %5$s - timestamptz '1970-01-01 00:00:00+00'
        ), mixed AS MATERIALIZED (
            SELECT DISTINCT s.series_id, rollup.bucket_start(%3$L::interval, s.bucket) AS frame FROM single AS s
        )
        SELECT r.* FROM (%6$s) AS r
        UNION ALL
        SELECT o.* FROM (
            SELECT f.* %7$s AND NOT EXISTS (SELECT FROM mixed AS m WHERE m.series_id = f.series_id AND m.frame = f.frame)
        ) AS f
        CROSS JOIN LATERAL (%8$s) AS o$sql$,
        schema_name, table_name, frame, p_from, p_to,
        rollup.fold_partials_sql(p_width, '(' || rollup.overridden_sql('single', rollup.decode_frames_sql(
            width, rollup.frames_in_sql(p_source, NULL, p_from, p_to, p_from, p_to)
                || ' AND EXISTS (SELECT FROM mixed AS m WHERE m.series_id = f.series_id AND m.frame = f.frame)', p_from, p_to))
            || ') AS s'),
        rollup.frames_in_sql(p_source, NULL, p_from, p_to, p_from, p_to),
        rollup.fold_frame_sql(p_width, width, frame, p_from, p_to))
    FROM rollup.tier
    WHERE tier_id = p_source
$$;

COMMENT ON FUNCTION rollup.fold_packed_sql(interval, integer, text, text) IS 'The SELECT that folds all buckets of a packed tier within a range into wider ones.';
