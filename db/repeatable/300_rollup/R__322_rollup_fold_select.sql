-- The SELECT that folds rows of a finer layer within [p_lower, p_upper) into partials of a tier's buckets: all of
-- them, or, if p_stretches, those of the stretches in parameters $1 to $3 (arrays: series, from, to). Literal time bounds
-- let the planner skip partitions. Callers: rollup.fold_sql, rollup.fold_frames_sql.
CREATE OR REPLACE FUNCTION rollup.fold_select(
    p_tier integer,
    p_source integer,
    p_lower timestamptz,
    p_upper timestamptz,
    p_stretches boolean)
RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_tier rollup.tier;
    v_source_frame interval;
    v_lower text := format('%L::timestamptz', p_lower);
    v_upper text := format('%L::timestamptz', p_upper);
    v_from text;
BEGIN
    SELECT * INTO STRICT v_tier FROM rollup.tier WHERE tier_id = p_tier;
    v_source_frame := (SELECT frame FROM rollup.tier WHERE tier_id = p_source);
    IF p_stretches AND p_source = 0 THEN
        v_from := raw.stretch_point_sql('unnest($1, $2, $3) AS r (series_id, lower, upper)', v_lower, v_upper) || ' AS s';
    ELSIF p_stretches THEN
        v_from := 'unnest($1, $2, $3) AS r (series_id, lower, upper) CROSS JOIN LATERAL '
            || rollup.layer_sql(p_source, 'ARRAY[r.series_id]', 'r.lower', 'r.upper', v_lower, v_upper) || ' AS s';
    ELSE
        v_from := rollup.layer_sql(p_source, NULL, v_lower, v_upper, v_lower, v_upper) || ' AS s';
    END IF;
    RETURN CASE
        WHEN NOT p_stretches AND v_tier.width <= v_source_frame
            AND mod(date_part('epoch', v_source_frame)::integer, date_part('epoch', v_tier.width)::integer) = 0
            THEN rollup.fold_packed_sql(v_tier.width, p_source, v_lower, v_upper)
        WHEN p_source > 0 THEN rollup.fold_partials_sql(v_tier.width, v_from)
        WHEN p_stretches OR v_tier.width > interval '1 hour' OR mod(3600, date_part('epoch', v_tier.width)::integer) > 0
            THEN rollup.fold_points_sql(v_tier.width, v_from)
        ELSE rollup.fold_raw_sql(v_tier.width, NULL, v_lower, v_upper, NULL)
    END;
END
$$;

COMMENT ON FUNCTION rollup.fold_select(integer, integer, timestamptz, timestamptz, boolean) IS 'The SELECT that folds source rows into partials of a tier.';
