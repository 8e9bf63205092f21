-- The SELECT that makes profiles of a tier within [p_lower, p_upper) from a finer layer, 0 for points, else a tier's profiles: all of
-- them, or, if p_stretches, those of the stretches in parameters $1 to $3 (arrays: series, from, to). p_texts: the text series
-- among those; of all, they are looked up. Callers: rollup.profile_forward, rollup.make_profiles.
CREATE OR REPLACE FUNCTION rollup.profile_select(
    p_tier integer,
    p_source integer,
    p_lower timestamptz,
    p_upper timestamptz,
    p_stretches boolean,
    p_texts integer[] DEFAULT NULL)
RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_width interval := (SELECT width FROM rollup.tier WHERE tier_id = p_tier);
    v_lower text := format('%L::timestamptz', p_lower);
    v_upper text := format('%L::timestamptz', p_upper);
BEGIN
    RETURN CASE
        WHEN p_source = 0 AND p_stretches AND v_width = interval '1 hour' THEN rollup.profile_stretches_sql(
            v_lower, v_upper, format('%%s.series_id = ANY (%L::integer[])', p_texts))
        WHEN p_source = 0 AND p_stretches THEN rollup.profile_points_sql(
            v_width,
            raw.stretch_point_sql('unnest($1, $2, $3) AS r (series_id, lower, upper)', v_lower, v_upper),
            format('p.series_id = ANY (%L::integer[])', p_texts))
        WHEN p_source = 0 THEN rollup.profile_raw_sql(
            v_lower, v_upper,
            '%s.series_id IN (SELECT x FROM catalog.text_series(NULL) AS x)')
        WHEN p_stretches THEN rollup.merge_profiles_sql(
            v_width,
            '(SELECT q.* FROM unnest($1, $2, $3) AS r (series_id, lower, upper) CROSS JOIN LATERAL '
            || rollup.profile_sql(p_source, 'ARRAY[r.series_id]', 'r.lower', 'r.upper', v_lower, v_upper) || ' AS q)')
        ELSE rollup.merge_profiles_sql(v_width, rollup.profile_sql(p_source, NULL, v_lower, v_upper, v_lower, v_upper))
    END;
END
$$;

COMMENT ON FUNCTION rollup.profile_select(integer, integer, timestamptz, timestamptz, boolean, integer[]) IS 'The SELECT that makes profiles of a tier from a finer layer.';
