-- The sub-select of rollup.folded_sql and rollup.custom_folded_sql that folds points s (p_keys, series_id, time, source, value) of p_from into buckets of a
-- width, by p_keys. Callers: rollup.fold_points_sql, rollup.custom_fold_points_sql.
CREATE OR REPLACE FUNCTION rollup.point_folds_sql(p_keys text, p_width interval, p_from text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format($sql$
            SELECT
                %1$s,
                rollup.bucket_start(%2$L::interval, s.time) AS bucket,
                count(*) AS point_count,
                rollup.partial_stats(s.value) AS stats,
                min(s.value) AS value_min,
                max(s.value) AS value_max,
                min(s.time) AS first_time,
                max(rollup.first_key(s.time, s.source, s.series_id, s.value)) AS first_key,
                max(s.time) AS last_time,
                max(rollup.last_key(s.time, s.source, s.series_id, s.value)) AS last_key
            FROM %3$s
            GROUP BY %1$s, rollup.bucket_start(%2$L::interval, s.time)$sql$, p_keys, p_width, p_from)
$$;

COMMENT ON FUNCTION rollup.point_folds_sql(text, interval, text) IS 'The sub-select that folds points by keys and buckets.';
