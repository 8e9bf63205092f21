-- The SELECT that folds points of p_from, which is named s (group_id, series_id, time, source, value), into buckets, groups and sessions of a
-- custom rollup; session 0 has the points of no session.
-- Callers: rollup.custom_fold_source_sql.
CREATE OR REPLACE FUNCTION rollup.custom_fold_points_sql(p_width interval, p_from text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT rollup.custom_folded_sql('group_id, session', format($sql$
            SELECT
                s.group_id,
                greatest(s.source, 0) AS session,
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
            GROUP BY 1, 2, 3$sql$, p_width, p_from))
$$;

COMMENT ON FUNCTION rollup.custom_fold_points_sql(interval, text) IS 'The SELECT that folds points into buckets, groups and sessions of a custom rollup.';
