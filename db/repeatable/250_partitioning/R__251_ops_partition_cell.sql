-- Where the partition that holds a time begins and ends, if nothing is in its way: by the width that counts at that time, cut off
-- where another width begins to count, so that decisions leave neither gaps nor overlaps.
-- Locks: none. Callers: ops.missing_partitions, ops.optimize_partition_interval.
CREATE OR REPLACE FUNCTION ops.partition_cell(
    p_schema name,
    p_table name,
    p_time timestamptz,
    OUT from_time timestamptz,
    OUT to_time timestamptz,
    OUT width interval)
LANGUAGE sql STABLE
AS $$
    SELECT greatest(s.start, w.since),
        least(((s.start AT TIME ZONE 'UTC') + w.width) AT TIME ZONE 'UTC', w.until),
        w.width
    FROM (
        SELECT max(d.from_time) FILTER (WHERE d.from_time <= p_time) AS since,
            min(d.from_time) FILTER (WHERE d.from_time > p_time) AS until,
            coalesce(
                (array_agg(d.width ORDER BY d.from_time DESC) FILTER (WHERE d.from_time <= p_time))[1],
                (array_agg(d.was ORDER BY d.from_time) FILTER (WHERE d.from_time > p_time))[1],
                max(l.width)) AS width
        FROM ops.partition_layout AS l
        LEFT JOIN ops.partition_width AS d USING (schema_name, table_name)
        WHERE l.schema_name = p_schema AND l.table_name = p_table
    ) AS w
    CROSS JOIN LATERAL (SELECT ops.partition_start(w.width, p_time)) AS s (start)
$$;

COMMENT ON FUNCTION ops.partition_cell(name, name, timestamptz) IS
    'Where the partition of p_schema.p_table that holds p_time begins and ends, and the width that counts there.';
