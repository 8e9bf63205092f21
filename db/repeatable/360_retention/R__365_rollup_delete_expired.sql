-- Deletes up to p_limit rows of a layer that lie below a floor and do not go with a partition: those of tables without
-- partitions, and those of series with floors of their own. Returns how many; less than p_limit: no more are left.
-- None while rows of the layer are still to be archived.
-- Locks: the rows. Callers: retention, after rollup.raise_floor is committed, again and again, each time in a transaction of its own.
CREATE OR REPLACE FUNCTION rollup.delete_expired(p_layer integer, p_limit integer)
RETURNS integer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_table rollup.layer_table;
    v_floor timestamptz := (SELECT f.position FROM rollup.floor AS f WHERE f.layer_id = p_layer);
    v_deleted integer;
    v_total integer := 0;
BEGIN
    FOR v_table IN SELECT * FROM rollup.layer_table AS t WHERE t.layer_id = p_layer LOOP
        EXIT WHEN v_total >= p_limit OR EXISTS (SELECT FROM rollup.archive_due AS d WHERE d.layer_id = p_layer);
        IF NOT v_table.is_partitioned AND isfinite(v_floor) THEN
            EXECUTE format(
                'DELETE FROM %1$I.%2$I WHERE ctid = ANY (ARRAY(SELECT ctid FROM %1$I.%2$I WHERE %3$I < $1 LIMIT $2))',
                v_table.schema_name, v_table.table_name, v_table.time_column)
            USING v_floor, p_limit - v_total;
            GET DIAGNOSTICS v_deleted = ROW_COUNT;
            v_total := v_total + v_deleted;
        END IF;
        EXECUTE format(
            'DELETE FROM %1$I.%2$I AS t USING ('
            ' SELECT o.* FROM rollup.series_floor AS f CROSS JOIN LATERAL ('
            '  SELECT r.tableoid, r.ctid FROM %1$I.%2$I AS r WHERE r.series_id = f.series_id AND r.%3$I < f.position LIMIT $2) AS o'
            ' WHERE f.layer_id = $1 LIMIT $2) AS old'
            ' WHERE t.tableoid = old.tableoid AND t.ctid = old.ctid',
            v_table.schema_name, v_table.table_name, v_table.time_column)
        USING p_layer, p_limit - v_total;
        GET DIAGNOSTICS v_deleted = ROW_COUNT;
        v_total := v_total + v_deleted;
    END LOOP;
    RETURN v_total;
END
$$;

COMMENT ON FUNCTION rollup.delete_expired(integer, integer) IS 'Deletes some of the rows of a layer that lie below a floor and do not go with a partition; returns how many.';
