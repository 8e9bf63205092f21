-- How many rows rollup.delete_expired would delete of a layer, all batches together. For dry runs.
-- Locks: none. Callers: retention, in a transaction that is rolled back, after rollup.set_floor.
CREATE OR REPLACE FUNCTION rollup.count_expired(p_layer integer)
RETURNS bigint
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_table rollup.layer_table;
    v_floor timestamptz := (SELECT f.position FROM rollup.floor AS f WHERE f.layer_id = p_layer);
    v_from timestamptz;
    v_rows bigint;
    v_total bigint := 0;
BEGIN
    FOR v_table IN SELECT * FROM rollup.layer_table AS t WHERE t.layer_id = p_layer LOOP
        v_from := CASE WHEN v_table.is_partitioned THEN '-infinity' ELSE v_floor END;
        EXECUTE format(
            'SELECT (SELECT count(*) FROM %1$I.%2$I AS r WHERE r.%3$I < $2)'
            ' + (SELECT count(*) FROM rollup.series_floor AS f'
            '    JOIN %1$I.%2$I AS r ON r.series_id = f.series_id AND r.%3$I >= $2 AND r.%3$I < f.position'
            '    WHERE f.layer_id = $1)',
            v_table.schema_name, v_table.table_name, v_table.time_column)
        INTO v_rows
        USING p_layer, v_from;
        v_total := v_total + v_rows;
    END LOOP;
    RETURN v_total;
END
$$;

COMMENT ON FUNCTION rollup.count_expired(integer) IS 'How many rows rollup.delete_expired would delete of a layer in the end.';
