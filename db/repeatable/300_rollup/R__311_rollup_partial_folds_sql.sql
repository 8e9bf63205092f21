-- The sub-select of rollup.folded_sql and rollup.custom_folded_sql that merges partials s of p_from into buckets of a width, by p_keys. p_first_series and
-- p_last_series are the columns that say which series their first and last point is of.
-- Callers: rollup.fold_partials_sql, rollup.custom_fold_sql.
CREATE OR REPLACE FUNCTION rollup.partial_folds_sql(
    p_keys text,
    p_width interval,
    p_first_series text,
    p_last_series text,
    p_from text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format($sql$
            SELECT
                %1$s,
                rollup.bucket_start(%2$L::interval, s.bucket) AS bucket,
                sum(s.point_count)::bigint AS point_count,
                rollup.merge_stats(ARRAY[s.point_count, s.value_sum, s.value_m2]) AS stats,
                min(s.value_min) AS value_min,
                max(s.value_max) AS value_max,
                min(s.first_time) AS first_time,
                max(rollup.first_key(s.first_time, s.first_source, %3$s, s.first_value)) AS first_key,
                max(s.last_time) AS last_time,
                max(rollup.last_key(s.last_time, s.last_source, %4$s, s.last_value)) AS last_key
            FROM %5$s
            GROUP BY %1$s, rollup.bucket_start(%2$L::interval, s.bucket)$sql$, p_keys, p_width, p_first_series, p_last_series, p_from)
$$;

COMMENT ON FUNCTION rollup.partial_folds_sql(text, interval, text, text, text) IS 'The sub-select that merges partials by keys and buckets.';
