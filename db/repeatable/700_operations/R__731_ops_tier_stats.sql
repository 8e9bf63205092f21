-- What raw and each tier take, compared with raw, how fast they grow, and what they will take: growth is that of their latest partitions, per
-- day of data. What is kept for a time only grows up to that: what a day brings times the days, and the partition that waits to go. How long that is, is
-- told by the floor, and before the first run of retention by the policy for all series.
-- Locks: as ops.table_stats. Callers: operations; people.
CREATE OR REPLACE FUNCTION ops.tier_stats(p_now timestamptz DEFAULT clock_timestamp())
RETURNS TABLE (
    tier text,
    total_bytes bigint,
    share_of_raw double precision,
    row_estimate bigint,
    bytes_per_row double precision,
    kept_seconds double precision,
    bytes_per_day double precision,
    bytes_after_month bigint,
    bytes_after_year bigint)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH layer AS (
        SELECT 0 AS layer_id, 'raw' AS tier UNION ALL SELECT t.tier_id, t.name FROM rollup.tier AS t
    ), held AS (
        SELECT l.layer_id, l.tier, sum(s.total_bytes)::bigint AS bytes, sum(s.row_estimate)::bigint AS rows
        FROM layer AS l
        JOIN (
            SELECT y.layer_id, y.schema_name, y.table_name FROM rollup.layer_table AS y
            UNION ALL VALUES (0, 'raw', 'batch'), (0, 'raw', 'late')
        ) AS y ON y.layer_id = l.layer_id
        JOIN ops.table_stats() AS s ON s.schema_name = y.schema_name AND s.table_name = y.table_name
        GROUP BY l.layer_id, l.tier
    ), growing AS (
        SELECT h.*,
            coalesce(g.bytes_per_second, 0) * 86400 AS a_day,
            coalesce(
                (SELECT date_part('epoch', p_now - f.position) FROM rollup.floor AS f WHERE f.layer_id = h.layer_id AND isfinite(f.position)),
                (SELECT date_part('epoch', p.keep) FROM rollup.retention_policy AS p WHERE p.tier = h.tier AND p.series_pattern IS NULL
                 ORDER BY p.match_order, p.name LIMIT 1)) AS kept,
            coalesce(
                (SELECT min(date_part('epoch', w.width)) FROM rollup.layer_table AS y JOIN ops.partition_layout AS w USING (schema_name, table_name)
                 WHERE y.layer_id = h.layer_id), 0) AS slack
        FROM held AS h
        CROSS JOIN LATERAL ops.layer_growth(h.layer_id, p_now) AS g
    )
    SELECT g.tier, g.bytes,
        g.bytes::double precision / nullif((SELECT r.bytes FROM held AS r WHERE r.layer_id = 0), 0),
        g.rows, g.bytes::double precision / nullif(g.rows, 0), g.kept, g.a_day,
        ops.projected_bytes(g.bytes, g.a_day, g.kept + g.slack, 30),
        ops.projected_bytes(g.bytes, g.a_day, g.kept + g.slack, 365)
    FROM growing AS g
    ORDER BY g.layer_id
$$;

COMMENT ON FUNCTION ops.tier_stats(timestamptz) IS 'What raw and each tier take, how fast they grow, and what they will take with what is removed taken into account.';
