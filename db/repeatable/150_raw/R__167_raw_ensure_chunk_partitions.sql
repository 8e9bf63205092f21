-- Makes the partitions that settling what the log holds now needs, where a write did not find them made (they are
-- made before points are written, so only after partitions were dropped by hand). In a transaction of its own.
-- Locks and errors: as ops.make_partitions.
CREATE OR REPLACE FUNCTION raw.ensure_chunk_partitions()
RETURNS integer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN ops.ensure_partitions(ARRAY(
        SELECT DISTINCT date_trunc('hour', raw.time_of(m.micros), 'UTC')
        FROM (SELECT unnest(b.times) AS micros FROM raw.batch AS b) AS m));
END
$$;

COMMENT ON FUNCTION raw.ensure_chunk_partitions() IS 'Makes the partitions that settling the log needs; returns how many it made.';
