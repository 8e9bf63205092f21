-- Makes partitions before they are needed. pg_partman's own run_maintenance() is not used for this, see
-- ops.register_with_partman.
-- Locks and errors: as ops.make_partitions. Callers: PartitionJob.
CREATE OR REPLACE FUNCTION ops.ensure_partitions_ahead(p_now timestamptz)
RETURNS integer
LANGUAGE sql VOLATILE
AS $$
    SELECT ops.make_partitions(ARRAY[p_now], true)
$$;

COMMENT ON FUNCTION ops.ensure_partitions_ahead(timestamptz) IS
    'Makes, for each partitioned table, the partition of p_now and as many after it as ops.partition_layout.ahead says; returns how many it made.';
