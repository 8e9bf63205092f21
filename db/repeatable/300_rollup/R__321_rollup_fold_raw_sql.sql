-- The SELECT that folds all points of [p_from, p_to), literals, into partials of buckets whose width divides an hour.
-- Hours that the log does not touch are folded straight out of their chunks, the rest as points. An hour of a series
-- is one or the other, so no bucket comes twice.
CREATE OR REPLACE FUNCTION rollup.fold_raw_sql(p_width interval, p_from text, p_to text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format($sql$
        WITH %1$s
        %2$s
        UNION ALL
        %3$s$sql$,
        raw.logged_sql(NULL, p_from, p_to),
        rollup.fold_points_sql(p_width, format($sql$(
            SELECT l.series_id, l.time, l.source, l.value FROM logged AS l WHERE l.value IS NOT NULL
            UNION ALL
            SELECT p.series_id, p.time, p.source, p.value
            FROM (%1$s) AS p
            WHERE p.time >= %2$s AND p.time < %3$s
                AND NOT EXISTS (
                    SELECT FROM logged AS l
                    WHERE l.series_id = p.series_id AND l.time = p.time AND l.source = p.source)
            ) AS s$sql$, raw.decode_sql(raw.chunks_in_sql(NULL, p_from, p_to, p_from, p_to)
                || ' AND (c.sources IS NOT NULL'
                || ' OR EXISTS (SELECT FROM touched AS t WHERE t.series_id = c.series_id AND t.hour = c.hour))'), p_from, p_to)),
        rollup.fold_chunks_sql(p_width, raw.chunks_in_sql(NULL, p_from, p_to, p_from, p_to)
            || ' AND c.sources IS NULL'
            || ' AND NOT EXISTS (SELECT FROM touched AS t WHERE t.series_id = c.series_id AND t.hour = c.hour)', p_from, p_to))
$$;

COMMENT ON FUNCTION rollup.fold_raw_sql(interval, text, text) IS 'The SELECT that folds all points of a range into partials.';
