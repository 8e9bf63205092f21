-- The FROM clause, with its WHERE, of the chunks c that may hold points of some series in [p_from, p_to).
-- Parameters: as raw.point_sql.
CREATE OR REPLACE FUNCTION raw.chunks_in_sql(p_series text, p_from text, p_to text, p_lower text, p_upper text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format(
        'FROM raw.chunk AS c WHERE c.hour >= raw.hour_of(%2$s) AND c.hour < %3$s'
        ' AND c.hour >= raw.hour_of(%4$s) AND c.hour < %5$s'
        ' AND c.last_time >= %2$s AND c.first_time < %3$s%1$s',
        coalesce(
            ' AND c.series_id = ANY (' || p_series || ')',
            format(' AND c.hour - timestamptz ''1970-01-01 00:00:00+00'' >= raw.hour_of(%1$s) - timestamptz ''1970-01-01 00:00:00+00'''
                ' AND c.hour - timestamptz ''1970-01-01 00:00:00+00'' < %2$s - timestamptz ''1970-01-01 00:00:00+00''',
                p_from, p_to)),
        p_from, p_to, p_lower, p_upper)
$$;

COMMENT ON FUNCTION raw.chunks_in_sql(text, text, text, text, text) IS 'The FROM clause of the chunks that may hold points of a range.';
