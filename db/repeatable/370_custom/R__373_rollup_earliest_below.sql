-- Of some series the time from which on something of theirs is stored in any layer below given times, one for each; no row for what has nothing
-- there. Chunks and buckets begin before what they hold.
-- Callers: rollup.join_custom.
CREATE OR REPLACE FUNCTION rollup.earliest_below(p_series integer[], p_below timestamptz[])
RETURNS TABLE (series_id integer, earliest timestamptz)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_to timestamptz := (SELECT max(u) FROM unnest(p_below) AS u);
    v_tables text := (
        SELECT string_agg(format(
            'SELECT b.series_id, min(t.%3$I) AS earliest FROM below AS b JOIN %1$I.%2$I AS t ON t.series_id = b.series_id'
            ' AND t.%3$I < b.below AND t.%3$I < %4$L GROUP BY 1', l.schema_name, l.table_name, l.time_column, v_to), ' UNION ALL ')
        FROM rollup.layer_table AS l
        WHERE l.table_name <> 'point_metadata');
BEGIN
    RETURN QUERY EXECUTE format(
        'WITH below AS MATERIALIZED (SELECT * FROM unnest($1, $2) AS u (series_id, below))'
        ' SELECT s.series_id, min(s.earliest) FROM (%s UNION ALL'
        ' SELECT b.series_id, r.first_time FROM below AS b'
        ' JOIN raw.batch AS r ON r.series_group = raw.series_group(b.series_id) AND r.first_time < b.below'
        ' WHERE EXISTS (SELECT FROM unnest(r.series) AS u WHERE u = b.series_id)) AS s GROUP BY s.series_id', v_tables)
    USING p_series, p_below;
END
$$;

COMMENT ON FUNCTION rollup.earliest_below(integer[], timestamptz[]) IS 'From when on something of some series is stored below given times.';
