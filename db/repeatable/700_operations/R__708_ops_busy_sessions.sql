-- How many sessions are really at work on this database: not those of scheduled work itself (of services, and of procedures by ops.attempt), not autovacuum or other processes of the
-- server, not other databases, and none that only waits for its client or for a lock. What sessions of other roles do is hidden from a role that
-- is nobody's superior; of those, the ones that hold a lock on a table of this database count: they are in a transaction.
-- Locks: none. Callers: refreshes.
CREATE OR REPLACE FUNCTION ops.busy_sessions()
RETURNS integer
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT count(*)::integer
    FROM pg_stat_activity AS a
    JOIN pg_database AS d ON d.oid = a.datid AND d.datname = current_database()
    WHERE a.pid <> pg_backend_pid() AND a.usesysid IS NOT NULL AND a.application_name <> 'varve-jobs'
        AND CASE
            WHEN a.state IS NULL THEN EXISTS (
                SELECT FROM pg_locks AS l
                WHERE l.pid = a.pid AND l.locktype = 'relation' AND l.database = d.oid AND l.granted)
            ELSE a.state = 'active' AND a.backend_type = 'client backend'
                AND coalesce(a.wait_event_type NOT IN ('Client', 'Lock'), true)
        END
$$;

COMMENT ON FUNCTION ops.busy_sessions() IS 'How many sessions other than those of scheduled work are at work on this database, as far as an ordinary role can tell.';
