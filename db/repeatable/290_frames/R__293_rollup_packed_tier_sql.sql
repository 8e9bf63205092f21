-- The one definition of which buckets a packed tier stores: a sub-select, in parentheses, of rows as in the tier's table with
-- bucket in [p_from, p_to). A row there counts before the frame that has the bucket too; 0 points hide it.
-- Parameters: as raw.point_sql. Callers: rollup.layer_sql.
CREATE OR REPLACE FUNCTION rollup.packed_tier_sql(
    p_tier integer,
    p_series text,
    p_from text,
    p_to text,
    p_lower text,
    p_upper text)
RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT '(' || rollup.overridden_sql(
        format(
            '(SELECT t.* FROM %I.%I AS t WHERE t.bucket >= %s AND t.bucket < %s%s)',
            schema_name, table_name, p_from, p_to, coalesce(
                ' AND t.series_id = ANY (' || p_series || ')',
                format(' AND t.bucket - timestamptz ''1970-01-01 00:00:00+00'' >= %1$s - timestamptz ''1970-01-01 00:00:00+00'''
                    ' AND t.bucket - timestamptz ''1970-01-01 00:00:00+00'' < %2$s - timestamptz ''1970-01-01 00:00:00+00''', p_from, p_to))),
        rollup.decode_frames_sql(
            width, rollup.frames_in_sql(p_tier, p_series, p_from, p_to, p_lower, p_upper), p_from, p_to)) || ')'
    FROM rollup.tier
    WHERE tier_id = p_tier
$$;

COMMENT ON FUNCTION rollup.packed_tier_sql(integer, text, text, text, text, text) IS 'SQL text that selects the buckets of a packed tier in a range.';
