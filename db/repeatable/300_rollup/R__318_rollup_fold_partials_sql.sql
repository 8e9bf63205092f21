-- The SELECT that folds rows s of a tier, from p_from, into partials of wider buckets.
CREATE OR REPLACE FUNCTION rollup.fold_partials_sql(p_width interval, p_from text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT rollup.folded_sql(format($sql$
            SELECT
                s.series_id,
                rollup.bucket_start(%L::interval, s.bucket) AS bucket,
                sum(s.point_count)::bigint AS point_count,
                rollup.merge_stats(ARRAY[s.point_count, s.value_sum, s.value_m2]) AS stats,
                min(s.value_min) AS value_min,
                max(s.value_max) AS value_max,
                min(s.first_time) AS first_time,
                max(rollup.first_key(s.first_time, s.first_source, s.series_id, s.first_value)) AS first_key,
                max(s.last_time) AS last_time,
                max(rollup.last_key(s.last_time, s.last_source, s.series_id, s.last_value)) AS last_key
            FROM %s
            GROUP BY 1, 2$sql$, p_width, p_from))
$$;

COMMENT ON FUNCTION rollup.fold_partials_sql(interval, text) IS 'The SELECT that folds rows of a tier into partials of wider buckets.';
