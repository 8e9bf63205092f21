-- Which of some series have a row in any layer that begins in [p_from, p_to), in ascending order.
-- Callers: rollup.backfill_day, a day at a time.
CREATE OR REPLACE FUNCTION rollup.stored_series(p_series integer[], p_from timestamptz, p_to timestamptz)
RETURNS integer[]
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_tables text := (
        SELECT string_agg(format(
            'SELECT t.series_id FROM %1$I.%2$I AS t WHERE t.series_id = ANY ($1) AND t.%3$I >= %4$L AND t.%3$I < %5$L',
            l.schema_name, l.table_name, l.time_column, p_from, p_to), ' UNION ')
        FROM rollup.layer_table AS l
        WHERE l.table_name <> 'point_metadata');
    v_stored integer[];
BEGIN
    EXECUTE format('SELECT ARRAY(%s UNION SELECT s %s CROSS JOIN LATERAL unnest(b.series) AS s WHERE s = ANY ($1) ORDER BY 1)',
        v_tables, raw.batches_in_sql('$1', format('%L::timestamptz', p_from), format('%L::timestamptz', p_to)))
    INTO v_stored
    USING p_series;
    RETURN v_stored;
END
$$;

COMMENT ON FUNCTION rollup.stored_series(integer[], timestamptz, timestamptz) IS 'Which of some series have a row that begins within a range.';
