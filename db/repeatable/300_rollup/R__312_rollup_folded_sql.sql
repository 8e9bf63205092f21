-- The SELECT of partials, column by column as in the tiers' tables but for updated_at, from a sub-select that folds: its
-- columns are series_id, bucket, point_count, stats, value_min, value_max, first_time, first_key, last_time, last_key.
-- Callers: rollup.fold_points_sql, rollup.fold_partials_sql.
CREATE OR REPLACE FUNCTION rollup.folded_sql(p_folds text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format($sql$
        SELECT series_id, bucket, point_count, stats[2] AS value_sum, stats[3] AS value_m2, value_min, value_max,
            first_time, rollup.key_source(first_key) AS first_source, first_key[5] AS first_value,
            last_time, rollup.key_source(last_key) AS last_source, last_key[5] AS last_value
        FROM (%s) AS folded$sql$, p_folds)
$$;

COMMENT ON FUNCTION rollup.folded_sql(text) IS 'The SELECT of partials from a sub-select that folds.';
