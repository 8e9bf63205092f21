-- The statement that folds rows of a finer layer into rows of the tier's table. Parameters: as rollup.fold_select.
-- Text, not a view, because the tables differ by tier. Callers decide what is in scope, nobody else how it is folded.
CREATE OR REPLACE FUNCTION rollup.fold_sql(
    p_tier integer,
    p_source integer,
    p_lower timestamptz,
    p_upper timestamptz,
    p_stretches boolean,
    p_now timestamptz)
RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (
        SELECT format(
            'INSERT INTO %1$I.%2$I (series_id, bucket, point_count, value_sum, value_m2, value_min, value_max,'
            ' first_time, first_source, first_value, last_time, last_source, last_value, updated_at)'
            ' SELECT folded.*, %3$L::timestamptz FROM (%4$s) AS folded',
            schema_name, table_name, p_now, rollup.fold_select(p_tier, p_source, p_lower, p_upper, p_stretches))
        FROM rollup.tier
        WHERE tier_id = p_tier);
END
$$;

COMMENT ON FUNCTION rollup.fold_sql(integer, integer, timestamptz, timestamptz, boolean, timestamptz) IS 'The INSERT .. SELECT that folds source rows into rows of a tier.';
