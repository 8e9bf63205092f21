-- ANALYZE of a partitioned table of the layout or of one of its partitions, for a role that does not own it.
-- Locks: as ANALYZE. Callers: PartitionMaintenance.
CREATE OR REPLACE FUNCTION ops.analyze(p_relation regclass)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM ops.partition AS p
        WHERE p_relation IN (p.partition_oid, format('%I.%I', p.schema_name, p.table_name)::regclass)) THEN
        RAISE EXCEPTION '% is not a partitioned table of Varve, nor a partition of one', p_relation
            USING ERRCODE = 'VA030';
    END IF;
    EXECUTE format('ANALYZE %s', p_relation);
END
$$;

COMMENT ON FUNCTION ops.analyze(regclass) IS 'Analyzes a partitioned table of the layout or a partition of one (SQLSTATE VA030 for any other).';
