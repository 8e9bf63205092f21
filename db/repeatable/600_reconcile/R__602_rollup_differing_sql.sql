-- What two rows of partials, s as stored and r as recomputed, are compared by, for bucket keys p_key: differing, a list of expressions that are
-- the names of columns that differ, NULL where they agree: sum and second moment by more than their slack, all else by a bit; and hashes of what has
-- to agree to the bit. p_others: further columns of integers.
-- Callers: rollup.compared_sql, rollup.compared_custom_sql.
CREATE OR REPLACE FUNCTION rollup.differing_sql(
    p_key text,
    p_others text[] DEFAULT '{}',
    OUT differing text,
    OUT stored_hash text,
    OUT recomputed_hash text)
LANGUAGE sql IMMUTABLE
AS $$
    SELECT
        string_agg(format('CASE WHEN %s IS DISTINCT FROM %s THEN %L END',
            format(n.form, 's.' || n.name), format(n.form, 'r.' || n.name), n.name), ', ' ORDER BY n.ordinal)
            || $sql$,
            CASE WHEN (s.value_sum BETWEEN r.value_sum - r.sum_slack AND r.value_sum + r.sum_slack) IS NOT TRUE THEN 'value_sum' END,
            CASE WHEN (s.value_m2 BETWEEN r.value_m2 - r.m2_slack AND r.value_m2 + r.m2_slack) IS NOT TRUE THEN 'value_m2' END$sql$,
        'hash_record_extended(ROW(' || p_key || ', bucket, ' || string_agg('s.' || n.name, ', ' ORDER BY n.ordinal) || '), 0)',
        'hash_record_extended(ROW(' || p_key || ', bucket, ' || string_agg('r.' || n.name, ', ' ORDER BY n.ordinal) || '), 0)'
    FROM (
        SELECT c.ordinal, c.name, c.form
        FROM (VALUES
            (1, 'point_count', '%s'), (2, 'value_min', '%s'), (3, 'value_max', '%s'),
            (4, 'first_time', '%s'), (5, 'first_source', '%s'), (6, 'first_value', 'float8send(%s)'),
            (7, 'last_time', '%s'), (8, 'last_source', '%s'), (9, 'last_value', 'float8send(%s)')) AS c (ordinal, name, form)
        UNION ALL
        SELECT 9 + o.ordinal, o.name, '%s'
        FROM unnest(p_others) WITH ORDINALITY AS o (name, ordinal)
    ) AS n
$$;

COMMENT ON FUNCTION rollup.differing_sql(text, text[]) IS 'What stored and recomputed partials are compared by, as SQL text.';
