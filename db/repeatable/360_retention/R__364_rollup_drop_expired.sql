-- Drops the oldest partition that lies below a layer's floor, once no older snapshot is left, in a transaction of its own
-- (docs/protocol.md, rule 9). Returns its name; NULL if there is none, somebody may still read it, or rows of the layer are
-- still to be archived.
-- Locks: ACCESS EXCLUSIVE on the partitioned table and the partition, for a moment, waiting at most lock_timeout: callers set a
-- short one and try again later, because all readers queue behind it meanwhile.
CREATE OR REPLACE FUNCTION rollup.drop_expired(p_layer integer)
RETURNS text
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_partition oid;
BEGIN
    SELECT e.partition_oid INTO v_partition
    FROM rollup.expired_partition AS e
    WHERE e.layer_id = p_layer
    ORDER BY e.to_time, e.table_name
    LIMIT 1;
    IF NOT FOUND OR EXISTS (SELECT FROM rollup.snapshots_before_floor(p_layer))
        OR EXISTS (SELECT FROM rollup.archive_due AS d WHERE d.layer_id = p_layer) THEN
        RETURN NULL;
    END IF;
    RETURN rollup.drop_partition(v_partition);
END
$$;

COMMENT ON FUNCTION rollup.drop_expired(integer) IS 'Drops the oldest partition below a layer''s floor, if no older snapshot is left; returns its name.';
