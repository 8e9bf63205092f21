-- The FROM clause, with its WHERE, of the frames f of a tier that may hold buckets of some series in [p_from, p_to).
-- Parameters: as raw.point_sql.
CREATE OR REPLACE FUNCTION rollup.frames_in_sql(
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
        'FROM %1$I.%2$I AS f WHERE f.frame >= rollup.bucket_start(%3$L, %4$s) AND f.frame < %5$s'
        ' AND f.frame >= rollup.bucket_start(%3$L, %6$s) AND f.frame < %7$s%8$s',
        schema_name, frame_table, frame, p_from, p_to, p_lower, p_upper,
        coalesce(
            ' AND f.series_id = ANY (' || p_series || ')',
            format(' AND f.frame - timestamptz ''1970-01-01 00:00:00+00'' >= rollup.bucket_start(%1$L, %2$s) - timestamptz ''1970-01-01 00:00:00+00'''
                ' AND f.frame - timestamptz ''1970-01-01 00:00:00+00'' < %3$s - timestamptz ''1970-01-01 00:00:00+00''',
                frame, p_from, p_to)))
    FROM rollup.tier
    WHERE tier_id = p_tier
$$;

COMMENT ON FUNCTION rollup.frames_in_sql(integer, text, text, text, text, text) IS 'The FROM clause of the frames that may hold buckets of a range.';
