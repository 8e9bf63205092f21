-- The partitions that have yet to be made so that every table of the layout can hold the given times and, if p_ahead,
-- as many partitions after them as its layout asks for. Below the floor of a layer its tables need none.
-- Locks: none. Callers: ops.make_partitions, in a statement of its own after the lock.
CREATE OR REPLACE FUNCTION ops.missing_partitions(p_times timestamptz[], p_ahead boolean)
RETURNS TABLE (schema_name name, table_name name, from_time timestamptz)
LANGUAGE sql STABLE
AS $$
    WITH existing AS MATERIALIZED (
        SELECT p.schema_name, p.table_name, p.from_time, p.to_time FROM ops.partition AS p
    ), wanted AS (
        SELECT DISTINCT l.schema_name, l.table_name, l.width, ops.partition_start(l.width, t.time) + k.k * l.width AS from_time
        FROM ops.partition_layout AS l
        CROSS JOIN unnest(p_times) AS t (time)
        CROSS JOIN generate_series(0, CASE WHEN p_ahead THEN l.ahead ELSE 0 END) AS k (k)
    )
    SELECT w.schema_name, w.table_name, w.from_time
    FROM wanted AS w
    WHERE w.from_time < '2200-01-01 00:00Z'
      AND NOT EXISTS (
        SELECT FROM existing AS e
        WHERE e.schema_name = w.schema_name
          AND e.table_name = w.table_name
          AND e.from_time <= w.from_time
          AND e.to_time > w.from_time)
      AND NOT EXISTS (
        SELECT FROM rollup.layer_table AS t
        JOIN rollup.floor AS f ON f.layer_id = t.layer_id
        WHERE t.schema_name = w.schema_name
          AND t.table_name = w.table_name
          AND f.position >= w.from_time + w.width)
    ORDER BY w.schema_name, w.table_name, w.from_time
$$;

COMMENT ON FUNCTION ops.missing_partitions(timestamptz[], boolean) IS
    'Partitions that do not exist yet and are needed to hold p_times, and the ones ahead of them if p_ahead, in every table of ops.partition_layout.';
