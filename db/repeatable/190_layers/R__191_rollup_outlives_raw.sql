-- Whether a tier has anything of some series from below raw's floor: of points that are counted in it and not in raw any more.
-- Callers: catalog.has_points.
CREATE OR REPLACE FUNCTION rollup.outlives_raw(p_series integer[])
RETURNS boolean
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_table rollup.layer_table;
    v_found boolean;
BEGIN
    FOR v_table IN SELECT * FROM rollup.layer_table AS t WHERE t.layer_id > 0 ORDER BY t.layer_id DESC LOOP
        EXECUTE format(
            'SELECT EXISTS (SELECT FROM unnest($1) AS s (series_id) CROSS JOIN LATERAL rollup.floors(s.series_id) AS f (floors)'
            ' JOIN %1$I.%2$I AS t ON t.series_id = s.series_id AND t.%3$I < f.floors[1] AND t.%3$I >= f.floors[$2 + 1])',
            v_table.schema_name, v_table.table_name, v_table.time_column)
        INTO v_found
        USING p_series, v_table.layer_id;
        EXIT WHEN v_found;
    END LOOP;
    RETURN v_found;
END
$$;

COMMENT ON FUNCTION rollup.outlives_raw(integer[]) IS 'Whether a tier has anything of some series from below raw''s floor.';
