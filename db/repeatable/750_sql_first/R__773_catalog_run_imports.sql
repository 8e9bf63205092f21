-- One round of all imports: CALL catalog.run_imports(). As the service's round: those that are not active, or whose job is paused or waits after a failure, are
-- passed over, and one that fails keeps no other from being read; failures are in the ledger, and warned of. Cannot be called inside a
-- transaction block.
CREATE OR REPLACE PROCEDURE catalog.run_imports(
    p_now timestamptz DEFAULT clock_timestamp(),
    p_rows integer DEFAULT 20000,
    p_register boolean DEFAULT true)
LANGUAGE plpgsql
AS $$
DECLARE
    v_import record;
    v_failure jsonb;
BEGIN
    FOR v_import IN SELECT i.name FROM catalog.imported_table AS i WHERE i.is_active ORDER BY i.name LOOP
        CONTINUE WHEN NOT (SELECT ops.is_due(j, p_now) FROM ops.job AS j WHERE j.job = 'import' AND j.tier = v_import.name);
        v_failure := NULL;
        CALL catalog.read_import(v_import.name, p_now, p_rows, p_register, v_failure);
        IF v_failure IS NOT NULL THEN
            RAISE WARNING 'importing % failed and will be tried again: %', v_import.name, v_failure ->> 'message';
        END IF;
    END LOOP;
END
$$;

COMMENT ON PROCEDURE catalog.run_imports(timestamptz, integer, boolean) IS 'One round of reading all imported tables that are due.';
