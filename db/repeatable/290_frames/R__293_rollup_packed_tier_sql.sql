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
    SELECT format($sql$(
        WITH single AS MATERIALIZED (
            SELECT t.* FROM %1$I.%2$I AS t WHERE t.bucket >= %4$s AND t.bucket < %5$s%6$s
        ), mixed AS MATERIALIZED (
            SELECT DISTINCT s.series_id, rollup.bucket_start(%3$L::interval, s.bucket) AS frame FROM single AS s
        )
        SELECT s.* FROM single AS s WHERE s.point_count > 0
        UNION ALL
        SELECT p.* FROM (%7$s) AS p WHERE p.bucket >= %4$s AND p.bucket < %5$s
        UNION ALL
        SELECT p.* FROM (%8$s) AS p
        WHERE p.bucket >= %4$s AND p.bucket < %5$s
            AND NOT EXISTS (SELECT FROM single AS s WHERE s.series_id = p.series_id AND s.bucket = p.bucket)
    )$sql$,
        schema_name, table_name, frame, p_from, p_to, coalesce(
            ' AND t.series_id = ANY (' || p_series || ')',
            format(' AND t.bucket - timestamptz ''1970-01-01 00:00:00+00'' >= %1$s - timestamptz ''1970-01-01 00:00:00+00'''
                ' AND t.bucket - timestamptz ''1970-01-01 00:00:00+00'' < %2$s - timestamptz ''1970-01-01 00:00:00+00''', p_from, p_to)),
        rollup.decode_frames_sql(width, rollup.frames_in_sql(p_tier, p_series, p_from, p_to, p_lower, p_upper)
            || ' AND NOT EXISTS (SELECT FROM mixed AS m WHERE m.series_id = f.series_id AND m.frame = f.frame)'),
        rollup.decode_frames_sql(width, rollup.frames_in_sql(p_tier, p_series, p_from, p_to, p_lower, p_upper)
            || ' AND EXISTS (SELECT FROM mixed AS m WHERE m.series_id = f.series_id AND m.frame = f.frame)'))
    FROM rollup.tier
    WHERE tier_id = p_tier
$$;

COMMENT ON FUNCTION rollup.packed_tier_sql(integer, text, text, text, text, text) IS 'SQL text that selects the buckets of a packed tier in a range.';
