-- The SELECT that folds points s (series_id, time, source, value) of p_from into partials of buckets of a width.
CREATE OR REPLACE FUNCTION rollup.fold_points_sql(p_width interval, p_from text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format($sql$
        SELECT series_id, bucket, point_count, stats[2] AS value_sum, stats[3] AS value_m2, value_min, value_max,
            first_time, rollup.key_source(first_key) AS first_source, first_key[5] AS first_value,
            last_time, rollup.key_source(last_key) AS last_source, last_key[5] AS last_value
        FROM (
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
            GROUP BY 1, 2
        ) AS folded$sql$, p_width, p_from)
$$;

COMMENT ON FUNCTION rollup.fold_points_sql(interval, text) IS 'The SELECT that folds points into partials.';
