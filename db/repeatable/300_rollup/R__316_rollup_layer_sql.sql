-- A sub-select, in parentheses, of the rows of a layer with time (raw) or bucket (a tier) in [p_from, p_to), of some series
-- or of all. Parameters: as raw.point_sql. Callers: rollup.fold_sql; the query service takes its templates from here.
CREATE OR REPLACE FUNCTION rollup.layer_sql(
    p_layer integer,
    p_series text,
    p_from text,
    p_to text,
    p_lower text,
    p_upper text)
RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT raw.point_sql(p_series, p_from, p_to, p_lower, p_upper)
    WHERE p_layer = 0
    UNION ALL
    SELECT CASE
        WHEN frame IS NOT NULL THEN rollup.packed_tier_sql(p_layer, p_series, p_from, p_to, p_lower, p_upper)
        ELSE format(
            '(SELECT * FROM %1$I.%2$I AS t WHERE t.bucket >= %4$s AND t.bucket < %5$s AND t.bucket >= %6$s AND t.bucket < %7$s%3$s)',
            schema_name, table_name, coalesce(' AND t.series_id = ANY (' || p_series || ')', ''), p_from, p_to, p_lower, p_upper)
    END
    FROM rollup.tier
    WHERE tier_id = p_layer
$$;

COMMENT ON FUNCTION rollup.layer_sql(integer, text, text, text, text, text) IS 'SQL text that selects the rows of a layer in a range.';
