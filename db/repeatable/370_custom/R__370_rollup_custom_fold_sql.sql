-- The SELECT that merges partials s of p_from (the columns of a custom rollup's table) into those of its buckets and groups. As
-- rollup.fold_partials_sql, but over series too: so the series of the first and the last point, which decides between points of
-- one time and source, is kept.
-- Callers: rollup.custom_fold_source_sql, rollup.merge_custom.
CREATE OR REPLACE FUNCTION rollup.custom_fold_sql(p_width interval, p_from text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format($sql$
        SELECT group_id, bucket, point_count, stats[2] AS value_sum, stats[3] AS value_m2, value_min, value_max,
            first_time, rollup.key_source(first_key) AS first_source, first_key[4]::integer AS first_series, first_key[5] AS first_value,
            last_time, rollup.key_source(last_key) AS last_source, last_key[4]::integer AS last_series, last_key[5] AS last_value
        FROM (
            SELECT
                s.group_id,
                rollup.bucket_start(%L::interval, s.bucket) AS bucket,
                sum(s.point_count)::bigint AS point_count,
                rollup.merge_stats(ARRAY[s.point_count, s.value_sum, s.value_m2]) AS stats,
                min(s.value_min) AS value_min,
                max(s.value_max) AS value_max,
                min(s.first_time) AS first_time,
                max(rollup.first_key(s.first_time, s.first_source, s.first_series, s.first_value)) AS first_key,
                max(s.last_time) AS last_time,
                max(rollup.last_key(s.last_time, s.last_source, s.last_series, s.last_value)) AS last_key
            FROM %s
            GROUP BY 1, 2) AS folded$sql$, p_width, p_from)
$$;

COMMENT ON FUNCTION rollup.custom_fold_sql(interval, text) IS 'The SELECT that merges partials into buckets and groups of a custom rollup.';
