-- The SELECT that merges partials of p_from (the columns of a custom rollup's table), which is named s, into those of its buckets and keys
-- (group_id, or group_id, session).
-- Callers: rollup.custom_fold_source_sql, rollup.merge_custom.
CREATE OR REPLACE FUNCTION rollup.custom_fold_sql(p_width interval, p_keys text, p_from text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT rollup.custom_folded_sql(p_keys, format($sql$
            SELECT
                %2$s,
                rollup.bucket_start(%1$L::interval, s.bucket) AS bucket,
                sum(s.point_count)::bigint AS point_count,
                rollup.merge_stats(ARRAY[s.point_count, s.value_sum, s.value_m2]) AS stats,
                min(s.value_min) AS value_min,
                max(s.value_max) AS value_max,
                min(s.first_time) AS first_time,
                max(rollup.first_key(s.first_time, s.first_source, s.first_series, s.first_value)) AS first_key,
                max(s.last_time) AS last_time,
                max(rollup.last_key(s.last_time, s.last_source, s.last_series, s.last_value)) AS last_key
            FROM %3$s
            GROUP BY %2$s, rollup.bucket_start(%1$L::interval, s.bucket)$sql$, p_width, p_keys, p_from))
$$;

COMMENT ON FUNCTION rollup.custom_fold_sql(interval, text, text) IS 'The SELECT that merges partials into buckets and groups of a custom rollup.';
