-- The partitions that have yet to be made so that every table of the layout can hold the given times and, if p_ahead,
-- as many partitions after them as its layout asks for. Below the floor of a layer its tables need none. One that would reach into
-- others is cut off at them.
-- Locks: none. Callers: ops.make_partitions, in a statement of its own after the lock.
CREATE OR REPLACE FUNCTION ops.missing_partitions(p_times timestamptz[], p_ahead boolean)
RETURNS TABLE (schema_name name, table_name name, from_time timestamptz, to_time timestamptz)
LANGUAGE sql STABLE
AS $$
    WITH existing AS MATERIALIZED (
        SELECT p.schema_name, p.table_name, p.from_time, p.to_time FROM ops.partition AS p
    ), wanted AS (
        SELECT l.schema_name, l.table_name, t.time FROM ops.partition_layout AS l CROSS JOIN unnest(p_times) AS t (time)
        UNION
        SELECT l.schema_name, l.table_name, ops.partition_start(l.width, t.time) + k.k * l.width
        FROM ops.partition_layout AS l
        CROSS JOIN unnest(p_times) AS t (time)
        CROSS JOIN generate_series(
            1, greatest(l.ahead, ceil(date_part('epoch', interval '2 days') / date_part('epoch', l.width)))::integer) AS k (k)
        WHERE p_ahead
        UNION
        SELECT d.schema_name, d.table_name, d.from_time FROM ops.partition_width AS d CROSS JOIN unnest(p_times) AS t (time)
        WHERE p_ahead AND d.from_time > t.time AND d.from_time <= t.time + d.was + d.width
    ), lacking AS (
        SELECT w.schema_name, w.table_name, w.time
        FROM wanted AS w
        WHERE w.time < '2200-01-01 00:00Z'
          AND NOT EXISTS (
            SELECT FROM existing AS e
            WHERE e.schema_name = w.schema_name
              AND e.table_name = w.table_name
              AND e.from_time <= w.time
              AND e.to_time > w.time)
    ), cut AS (
        SELECT DISTINCT n.schema_name, n.table_name, greatest(c.from_time, o.before) AS from_time, least(c.to_time, o.after) AS to_time
        FROM lacking AS n
        CROSS JOIN LATERAL ops.partition_cell(n.schema_name, n.table_name, n.time) AS c
        CROSS JOIN LATERAL (
            SELECT max(e.to_time) FILTER (WHERE e.to_time <= n.time) AS before,
                min(e.from_time) FILTER (WHERE e.from_time > n.time) AS after
            FROM existing AS e
            WHERE e.schema_name = n.schema_name AND e.table_name = n.table_name
        ) AS o
    )
    SELECT c.schema_name, c.table_name, c.from_time, c.to_time
    FROM cut AS c
    WHERE NOT EXISTS (
        SELECT FROM rollup.layer_table AS t
        JOIN rollup.floor AS f ON f.layer_id = t.layer_id
        WHERE t.schema_name = c.schema_name
          AND t.table_name = c.table_name
          AND f.position >= c.to_time)
    ORDER BY c.schema_name, c.table_name, c.from_time
$$;

COMMENT ON FUNCTION ops.missing_partitions(timestamptz[], boolean) IS
    'Partitions that do not exist yet and are needed to hold p_times, and the ones ahead of them if p_ahead, in every table of ops.partition_layout.';
