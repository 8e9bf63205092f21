-- The SELECT that folds rows s of a tier, from p_from, into partials of wider buckets.
CREATE OR REPLACE FUNCTION rollup.fold_partials_sql(p_width interval, p_from text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT rollup.folded_sql(rollup.partial_folds_sql('s.series_id', p_width, 's.series_id', 's.series_id', p_from))
$$;

COMMENT ON FUNCTION rollup.fold_partials_sql(interval, text) IS 'The SELECT that folds rows of a tier into partials of wider buckets.';
