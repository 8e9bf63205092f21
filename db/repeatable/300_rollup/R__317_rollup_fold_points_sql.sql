-- The SELECT that folds points s (series_id, time, source, value) of p_from into partials of buckets of a width.
CREATE OR REPLACE FUNCTION rollup.fold_points_sql(p_width interval, p_from text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT rollup.folded_sql(format($sql$
            SELECT
                s.series_id,
                rollup.bucket_start(%L::interval, s.time) AS bucket,
                count(*) AS point_count,
                rollup.partial_stats(s.value) AS stats,
                min(s.value) AS value_min,
                max(s.value) AS value_max,
                min(s.time) AS first_time,
                max(rollup.first_key(s.time, s.source, s.series_id, s.value)) AS first_key,
                max(s.time) AS last_time,
                max(rollup.last_key(s.time, s.source, s.series_id, s.value)) AS last_key
            FROM %s
            GROUP BY 1, 2$sql$, p_width, p_from))
$$;

COMMENT ON FUNCTION rollup.fold_points_sql(interval, text) IS 'The SELECT that folds points into partials.';
