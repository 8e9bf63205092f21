-- Drops a partition, which has to lie below its layer's floor, for a role that does not own it.
-- Locks: ACCESS EXCLUSIVE on the partitioned table and the partition. Callers: rollup.drop_expired, which knows when nobody reads it.
CREATE OR REPLACE FUNCTION rollup.drop_partition(p_partition oid)
RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_partition text;
BEGIN
    SELECT format('%I.%I', e.partition_schema, e.partition_name) INTO STRICT v_partition
    FROM rollup.expired_partition AS e
    WHERE e.partition_oid = p_partition;
    EXECUTE 'DROP TABLE ' || v_partition;
    RETURN v_partition;
END
$$;

COMMENT ON FUNCTION rollup.drop_partition(oid) IS 'Drops a partition below its layer''s floor; returns its name.';
