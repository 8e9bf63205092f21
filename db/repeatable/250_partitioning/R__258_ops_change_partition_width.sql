-- Gives partitions that are still to come another width, from where those end that lie in a row from now on, and notes why. A
-- decision that has not come into effect yet is replaced. Returns from when on the width counts.
-- Callers: ops.optimize_partition_interval, which holds the advisory lock of partitions.
CREATE OR REPLACE FUNCTION ops.change_partition_width(
    p_schema name,
    p_table name,
    p_width interval,
    p_now timestamptz,
    p_target_bytes bigint,
    p_bytes_per_second double precision,
    p_bytes_per_row double precision,
    p_reason text)
RETURNS timestamptz
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_from timestamptz := p_now;
    v_next timestamptz;
    v_was interval;
BEGIN
    LOOP
        v_next := (SELECT p.to_time FROM ops.partition AS p
                   WHERE p.schema_name = p_schema AND p.table_name = p_table AND p.from_time <= v_from AND p.to_time > v_from);
        EXIT WHEN v_next IS NULL;
        v_from := v_next;
    END LOOP;
    IF v_from = p_now THEN
        v_from := (ops.partition_cell(p_schema, p_table, p_now)).to_time;
    END IF;
    v_was := (ops.partition_cell(p_schema, p_table, v_from - interval '1 microsecond')).width;
    DELETE FROM ops.partition_width AS d WHERE d.schema_name = p_schema AND d.table_name = p_table AND d.from_time >= v_from;
    INSERT INTO ops.partition_width (schema_name, table_name, from_time, width, was, decided_at, target_bytes, bytes_per_second, bytes_per_row, reason)
    VALUES (p_schema, p_table, v_from, p_width, v_was, p_now, p_target_bytes, p_bytes_per_second, p_bytes_per_row, p_reason);
    UPDATE ops.partition_layout AS l SET width = p_width WHERE l.schema_name = p_schema AND l.table_name = p_table;
    RETURN v_from;
END
$$;

COMMENT ON FUNCTION ops.change_partition_width(name, name, interval, timestamptz, bigint, double precision, double precision, text) IS
    'Gives partitions of p_schema.p_table that are still to come another width; returns from when on.';
