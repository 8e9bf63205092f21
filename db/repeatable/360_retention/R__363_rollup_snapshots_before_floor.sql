-- The sessions of this database that may still read with a snapshot from before a layer's floor last moved: DROP TABLE would
-- take rows away under them without an error (docs/protocol.md, rule 9). pg_dump and long REPEATABLE READ reports are among them.
-- What kind of session another role's is, is not shown to an ordinary role (backend_type is NULL), but a worker of autovacuum has no user.
-- A floor that a transaction of the future has moved comes from another server's dump: nobody here reads from before it.
-- Callers: rollup.drop_expired; operators.
CREATE OR REPLACE FUNCTION rollup.snapshots_before_floor(p_layer integer)
RETURNS TABLE (pid integer)
LANGUAGE sql VOLATILE
AS $$
    SELECT a.pid
    FROM pg_stat_activity AS a
    CROSS JOIN rollup.floor AS f
    WHERE f.layer_id = p_layer AND f.raised_xid < pg_snapshot_xmax(pg_current_snapshot())
        AND a.datid = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
        AND a.pid <> pg_backend_pid()
        AND a.usesysid IS NOT NULL
        AND a.backend_xmin IS NOT NULL
        AND age(a.backend_xmin) >= age(f.raised_xid::xid)
$$;

COMMENT ON FUNCTION rollup.snapshots_before_floor(integer) IS 'Sessions whose snapshot is older than the last move of a layer''s floor.';
