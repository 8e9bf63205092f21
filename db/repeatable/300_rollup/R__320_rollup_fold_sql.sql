-- The statement that folds rows of a tier's source within [p_lower, p_upper) into rows of the tier: all of them, or, if
-- p_stretches, those of the stretches in parameters $1 to $3 (arrays: series, from, to). Text, not a view, because the
-- tables differ by tier and literal time bounds let the planner skip partitions.
-- Callers decide what is in scope, nobody else how it is folded.
CREATE OR REPLACE FUNCTION rollup.fold_sql(
    p_tier integer,
    p_lower timestamptz,
    p_upper timestamptz,
    p_stretches boolean,
    p_now timestamptz)
RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_tier rollup.tier;
    v_lower text := format('%L::timestamptz', p_lower);
    v_upper text := format('%L::timestamptz', p_upper);
    v_select text;
BEGIN
    SELECT * INTO STRICT v_tier FROM rollup.tier WHERE tier_id = p_tier;
    IF p_stretches THEN
        v_select := 'unnest($1, $2, $3) AS r (series_id, lower, upper) CROSS JOIN LATERAL '
            || rollup.layer_sql(v_tier.source_id, 'ARRAY[r.series_id]', 'r.lower', 'r.upper', v_lower, v_upper) || ' AS s';
    ELSE
        v_select := rollup.layer_sql(v_tier.source_id, NULL, v_lower, v_upper, v_lower, v_upper) || ' AS s';
    END IF;
    v_select := CASE
        WHEN v_tier.source_id > 0 THEN rollup.fold_partials_sql(v_tier.width, v_select)
        WHEN p_stretches OR v_tier.width > interval '1 hour' OR mod(3600, date_part('epoch', v_tier.width)::integer) > 0
            THEN rollup.fold_points_sql(v_tier.width, v_select)
        ELSE rollup.fold_raw_sql(v_tier.width, v_lower, v_upper)
    END;
    RETURN format(
        'INSERT INTO %1$I.%2$I (series_id, bucket, point_count, value_sum, value_m2, value_min, value_max,'
        ' first_time, first_source, first_value, last_time, last_source, last_value, updated_at)'
        ' SELECT folded.*, %3$L::timestamptz FROM (%4$s) AS folded',
        v_tier.schema_name, v_tier.table_name, p_now, v_select);
END
$$;

COMMENT ON FUNCTION rollup.fold_sql(integer, timestamptz, timestamptz, boolean, timestamptz) IS 'The INSERT .. SELECT that folds source rows into rows of a tier.';
