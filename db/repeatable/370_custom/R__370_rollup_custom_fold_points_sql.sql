-- The SELECT that folds points of p_from, which is named s (group_id, session, series_id, time, source, value), into buckets, groups and sessions of a
-- custom rollup; session 0 has the points of no session.
-- Callers: rollup.custom_fold_source_sql.
CREATE OR REPLACE FUNCTION rollup.custom_fold_points_sql(p_width interval, p_from text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT rollup.custom_folded_sql('group_id, session', rollup.point_folds_sql('s.group_id, s.session', p_width, p_from))
$$;

COMMENT ON FUNCTION rollup.custom_fold_points_sql(interval, text) IS 'The SELECT that folds points into buckets, groups and sessions of a custom rollup.';
