-- Keeps every layer's partitions from being dropped until the transaction ends. Dropping is not MVCC: a statement whose
-- snapshot is older would silently read nothing. So it has to come before the snapshot that reads.
-- The parents are enough, and few: dropping a partition locks its parent exclusively.
-- Locks: ACCESS SHARE on the tables of raw and of all tiers. Callers: rollup.reconcile.
CREATE OR REPLACE FUNCTION rollup.lock_layers()
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_tables text := (
        SELECT string_agg(format('ONLY %I.%I', t.schema_name, t.table_name), ', ' ORDER BY t.layer_id, t.table_name)
        FROM rollup.layer_table AS t);
BEGIN
    EXECUTE 'LOCK TABLE raw.batch, ' || v_tables || ' IN ACCESS SHARE MODE';
END
$$;

COMMENT ON FUNCTION rollup.lock_layers() IS 'Keeps partitions of raw and of the tiers from being dropped until the transaction ends.';
