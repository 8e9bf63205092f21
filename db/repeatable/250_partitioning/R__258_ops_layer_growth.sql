-- How fast a layer grows, measured where it was written last: bytes and rows of its latest three partitions that hold anything, over
-- the time from the first to the last row in them. Of a table without partitions all of it counts. Rows are those of the latest ANALYZE or VACUUM.
-- Locks: ACCESS SHARE. Callers: ops.optimize_partition_interval, ops.tier_stats.
CREATE OR REPLACE FUNCTION ops.layer_growth(
    p_layer integer,
    p_now timestamptz,
    OUT bytes bigint,
    OUT row_count bigint,
    OUT seconds double precision,
    OUT bytes_per_second double precision,
    OUT bytes_per_row double precision)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_main rollup.layer_table;
    v_from timestamptz := '-infinity';
    v_unit interval := (SELECT coalesce(t.frame, t.width) FROM rollup.tier AS t WHERE t.tier_id = p_layer);
    v_first timestamptz;
    v_last timestamptz;
BEGIN
    SELECT y.* INTO STRICT v_main
    FROM rollup.layer_table AS y
    WHERE y.layer_id = p_layer AND y.table_name NOT IN ('point_metadata')
        AND y.table_name NOT IN (SELECT p.table_name FROM rollup.profile AS p)
    ORDER BY y.is_partitioned DESC
    LIMIT 1;
    IF v_main.is_partitioned THEN
        SELECT min(p.from_time) INTO v_from
        FROM (
            SELECT s.from_time
            FROM ops.partition_stats AS s
            WHERE s.schema_name = v_main.schema_name AND s.table_name = v_main.table_name
                AND s.row_estimate > 0 AND s.from_time <= p_now
            ORDER BY s.from_time DESC
            LIMIT 3
        ) AS p;
        SELECT sum(s.total_bytes), sum(s.row_estimate) FILTER (WHERE s.table_name = v_main.table_name) INTO bytes, row_count
        FROM ops.partition_stats AS s
        JOIN rollup.layer_table AS y ON y.schema_name = s.schema_name AND y.table_name = s.table_name AND y.layer_id = p_layer
        WHERE s.from_time >= v_from AND s.from_time <= p_now;
    ELSE
        SELECT pg_total_relation_size(c.oid), greatest(c.reltuples, 0) INTO bytes, row_count
        FROM pg_class AS c
        WHERE c.oid = format('%I.%I', v_main.schema_name, v_main.table_name)::regclass;
    END IF;
    IF v_from IS NULL THEN
        RETURN;
    END IF;
    EXECUTE format(
        'SELECT (SELECT %3$I FROM %1$I.%2$I WHERE %3$I >= $1 AND %3$I <= $2 ORDER BY %3$I - timestamptz ''1970-01-01 00:00:00+00'' LIMIT 1),'
        ' (SELECT %3$I FROM %1$I.%2$I WHERE %3$I >= $1 AND %3$I <= $2 ORDER BY %3$I - timestamptz ''1970-01-01 00:00:00+00'' DESC LIMIT 1)',
        v_main.schema_name, v_main.table_name, v_main.time_column)
    INTO v_first, v_last
    USING greatest(v_from, '1900-01-01 00:00Z'), p_now;
    seconds := date_part('epoch', v_last - v_first + coalesce(v_unit, interval '1 hour'));
    bytes_per_second := bytes / nullif(seconds, 0);
    bytes_per_row := bytes::double precision / nullif(row_count, 0);
END
$$;

COMMENT ON FUNCTION ops.layer_growth(integer, timestamptz) IS 'How fast a layer grows, measured on its latest partitions: bytes per second of data, bytes per row.';
