-- Every table of ops.partition_layout has the partition for each of the given times afterwards. To be called in a
-- transaction of its own before the transaction that writes.
-- Locks and errors: as ops.make_partitions. Callers: Partitions.
CREATE OR REPLACE FUNCTION ops.ensure_partitions(p_times timestamptz[])
RETURNS integer
LANGUAGE sql VOLATILE
AS $$
    SELECT ops.make_partitions(p_times, false)
$$;

COMMENT ON FUNCTION ops.ensure_partitions(timestamptz[]) IS
    'Makes the partitions that hold p_times (1900 up to 2200, else SQLSTATE VA025) in every partitioned table; returns how many it made.';
