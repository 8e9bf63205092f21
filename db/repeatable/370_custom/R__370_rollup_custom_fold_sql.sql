-- The SELECT that merges partials of p_from (the columns of a custom rollup's table), which is named s, into those of its buckets and keys
-- (group_id, or group_id, session).
-- Callers: rollup.custom_fold_source_sql, rollup.merge_custom.
CREATE OR REPLACE FUNCTION rollup.custom_fold_sql(p_width interval, p_keys text, p_from text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT rollup.custom_folded_sql(p_keys, rollup.partial_folds_sql(p_keys, p_width, 's.first_series', 's.last_series', p_from))
$$;

COMMENT ON FUNCTION rollup.custom_fold_sql(interval, text, text) IS 'The SELECT that merges partials into buckets and groups of a custom rollup.';
