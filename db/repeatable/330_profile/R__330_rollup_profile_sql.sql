-- A sub-select, in parentheses, of the profiles of a tier with bucket in [p_from, p_to), of some series or of all.
-- Parameters: as raw.point_sql. The query service takes its templates from here.
CREATE OR REPLACE FUNCTION rollup.profile_sql(
    p_tier integer,
    p_series text,
    p_from text,
    p_to text,
    p_lower text,
    p_upper text)
RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT format(
        '(SELECT * FROM %1$I.%2$I AS t WHERE t.bucket >= %4$s AND t.bucket < %5$s AND t.bucket >= %6$s AND t.bucket < %7$s%3$s)',
        schema_name, table_name, coalesce(' AND t.series_id = ANY (' || p_series || ')', ''), p_from, p_to, p_lower, p_upper)
    FROM rollup.profile
    WHERE tier_id = p_tier
$$;

COMMENT ON FUNCTION rollup.profile_sql(integer, text, text, text, text, text) IS 'SQL text that selects the profiles of a tier in a range.';
