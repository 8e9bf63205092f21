-- The SELECT that folds points s (series_id, time, source, value) of p_from into partials of buckets of a width.
CREATE OR REPLACE FUNCTION rollup.fold_points_sql(p_width interval, p_from text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT rollup.folded_sql(rollup.point_folds_sql('s.series_id', p_width, p_from))
$$;

COMMENT ON FUNCTION rollup.fold_points_sql(interval, text) IS 'The SELECT that folds points into partials.';
