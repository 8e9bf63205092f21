-- Cancels the statements of refreshes that have taken longer than their job's max_runtime: sessions that hold a shard of the
-- tier, or the lock of the custom rollup. What they did is rolled back, and retried later. How long a statement takes is between the server and itself, so its clock counts. Returns how
-- many were cancelled.
CREATE OR REPLACE FUNCTION ops.cancel_overdue()
RETURNS integer
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT count(*) FILTER (WHERE pg_cancel_backend(o.pid))::integer
    FROM (
        SELECT DISTINCT a.pid
        FROM ops.job AS j
        JOIN (
            SELECT t.name, rollup.lock_key(2, t.tier_id, s.shard) AS key
            FROM rollup.tier AS t CROSS JOIN generate_series(0, rollup.shard_count() - 1) AS s (shard)
            UNION ALL
            SELECT c.name, rollup.lock_key(12, 0, c.rollup_id) FROM rollup.custom AS c
        ) AS t ON t.name = j.tier
        JOIN pg_locks AS l ON l.locktype = 'advisory' AND l.granted
            AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
            AND (l.classid::bigint << 32 | l.objid::bigint) = t.key
        JOIN pg_stat_activity AS a ON a.pid = l.pid
        WHERE j.job = 'refresh' AND a.state = 'active' AND a.query_start < clock_timestamp() - j.max_runtime
            AND a.pid <> pg_backend_pid()
    ) AS o
$$;

COMMENT ON FUNCTION ops.cancel_overdue() IS 'Cancels statements of refreshes that have taken longer than their job''s max_runtime.';
