-- The SELECT that merges buckets of a custom rollup's source, or folds points, within [p_lower, p_upper) into its buckets and groups: of all
-- members, or, if p_stretches, of the groups and stretches in parameters $1 to $3 (arrays: group, from, to; those of a group do not overlap).
-- Callers: rollup.custom_forward, rollup.custom_recompute.
CREATE OR REPLACE FUNCTION rollup.custom_fold_source_sql(
    p_rollup rollup.custom,
    p_lower timestamptz,
    p_upper timestamptz,
    p_stretches boolean)
RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_lower text := format('%L::timestamptz', p_lower);
    v_upper text := format('%L::timestamptz', p_upper);
    v_members text := format('ARRAY(SELECT f.series_id FROM rollup.custom_member AS f WHERE f.rollup_id = %s)', p_rollup.rollup_id);
    v_from text;
BEGIN
    IF p_stretches AND p_rollup.layer_id = 0 THEN
        v_from := format(
            '%s AS t JOIN rollup.custom_member AS m ON m.rollup_id = %s AND m.series_id = t.series_id',
            raw.stretch_point_sql(
                format('(SELECT member.series_id, asked.lower, asked.upper FROM unnest($1, $2, $3) AS asked (group_id, lower, upper)'
                    ' JOIN rollup.custom_member AS member ON member.rollup_id = %s AND member.group_id = asked.group_id) AS r', p_rollup.rollup_id),
                v_lower, v_upper),
            p_rollup.rollup_id);
    ELSIF p_stretches THEN
        v_from := format(
            'unnest($1, $2, $3) AS r (group_id, lower, upper)'
            ' JOIN rollup.custom_member AS m ON m.rollup_id = %s AND m.group_id = r.group_id CROSS JOIN LATERAL %s AS t',
            p_rollup.rollup_id,
            rollup.layer_sql(p_rollup.layer_id, 'ARRAY[m.series_id]', 'r.lower', 'r.upper', v_lower, v_upper));
    ELSE
        -- Most of all series are found faster by reading all of them.
        IF (SELECT count(*) * 2 FROM rollup.custom_member AS m WHERE m.rollup_id = p_rollup.rollup_id)
            > (SELECT count(*) FROM catalog.series) THEN
            v_members := NULL;
        END IF;
        v_from := format(
            '%s AS t JOIN rollup.custom_member AS m ON m.rollup_id = %s AND m.series_id = t.series_id',
            rollup.layer_sql(p_rollup.layer_id, v_members, v_lower, v_upper, v_lower, v_upper),
            p_rollup.rollup_id);
    END IF;
    IF p_rollup.layer_id = 0 THEN
        RETURN rollup.custom_fold_points_sql(
            p_rollup.width, '(SELECT m.group_id, greatest(t.source, 0) AS session, t.* FROM ' || v_from || ') AS s');
    END IF;
    RETURN rollup.custom_fold_sql(
        p_rollup.width,
        'group_id',
        '(SELECT m.group_id, t.*, t.series_id AS first_series, t.series_id AS last_series FROM ' || v_from || ') AS s');
END
$$;

COMMENT ON FUNCTION rollup.custom_fold_source_sql(rollup.custom, timestamptz, timestamptz, boolean) IS 'The SELECT that merges buckets of the source, or folds points, into those of a custom rollup.';
