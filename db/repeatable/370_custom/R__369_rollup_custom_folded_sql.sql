-- The SELECT of rows of a custom rollup's table, column by column but for updated_at, from a sub-select that folds: its columns are the
-- keys (group_id, with session of rollups that tell sessions apart), bucket, point_count, stats, value_min, value_max, first_time, first_key,
-- last_time, last_key. As rollup.folded_sql, but over series too: so the series of the first and the last point, which decides between points of
-- one time and source, is kept.
-- Callers: rollup.custom_fold_sql, rollup.custom_fold_points_sql.
CREATE OR REPLACE FUNCTION rollup.custom_folded_sql(p_keys text, p_folds text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format($sql$
        SELECT %s, bucket, point_count, stats[2] AS value_sum, stats[3] AS value_m2, value_min, value_max,
            first_time, rollup.key_source(first_key) AS first_source, first_key[4]::integer AS first_series, first_key[5] AS first_value,
            last_time, rollup.key_source(last_key) AS last_source, last_key[4]::integer AS last_series, last_key[5] AS last_value
        FROM (%s) AS folded$sql$, p_keys, p_folds)
$$;

COMMENT ON FUNCTION rollup.custom_folded_sql(text, text) IS 'The SELECT of rows of a custom rollup from a sub-select that folds.';
