-- Around each of the given times, the range in which every table of the layout has the partition that holds it (or needs none: below its
-- layer's floor), so that one answer does for all times of the range. A time for which a partition is missing has no row.
-- Locks: none. Callers: Partitions, after ops.ensure_partitions.
CREATE OR REPLACE FUNCTION ops.covered_ranges(p_times timestamptz[])
RETURNS TABLE (from_time timestamptz, to_time timestamptz)
LANGUAGE sql STABLE
AS $$
    WITH existing AS MATERIALIZED (
        SELECT p.schema_name, p.table_name, p.from_time, p.to_time FROM ops.partition AS p
    )
    SELECT DISTINCT max(h.from_time), min(h.to_time)
    FROM unnest(p_times) AS t (time)
    CROSS JOIN ops.partition_layout AS l
    CROSS JOIN LATERAL ops.partition_cell(l.schema_name, l.table_name, t.time) AS c
    LEFT JOIN existing AS e
        ON e.schema_name = l.schema_name AND e.table_name = l.table_name AND e.from_time <= t.time AND e.to_time > t.time
    LEFT JOIN LATERAL (
        SELECT c.from_time, c.to_time
        WHERE EXISTS (
            SELECT FROM rollup.layer_table AS y
            JOIN rollup.floor AS f ON f.layer_id = y.layer_id
            WHERE y.schema_name = l.schema_name AND y.table_name = l.table_name AND f.position >= c.to_time)
    ) AS b ON e.from_time IS NULL
    CROSS JOIN LATERAL (
        SELECT coalesce(e.from_time, b.from_time) AS from_time, coalesce(e.to_time, b.to_time) AS to_time
    ) AS h
    GROUP BY t.time
    HAVING count(h.from_time) = count(*)
$$;

COMMENT ON FUNCTION ops.covered_ranges(timestamptz[]) IS
    'The ranges around p_times in which every partitioned table has its partition, or needs none.';
