-- Reads one imported table from psql: CALL catalog.run_import('orders'). Whether it is active or due, or waits after a failure, does not matter. p_rows: about how many
-- rows are compared at once; p_register: whether metric types that are not there are made. An error is in the ledger, and then raised. SQLSTATE VA038: there is no
-- such import. Cannot be called inside a transaction block.
CREATE OR REPLACE PROCEDURE catalog.run_import(
    p_name text,
    p_now timestamptz DEFAULT clock_timestamp(),
    p_rows integer DEFAULT 20000,
    p_register boolean DEFAULT true)
LANGUAGE plpgsql
AS $$
DECLARE
    v_failure jsonb;
BEGIN
    IF NOT EXISTS (SELECT FROM catalog.imported_table AS i WHERE i.name = p_name) THEN
        RAISE EXCEPTION 'there is no import "%"', p_name USING ERRCODE = 'VA038', HINT = 'SELECT catalog.put_import(...) makes one.';
    END IF;
    CALL catalog.read_import(p_name, p_now, p_rows, p_register, v_failure);
    IF v_failure IS NOT NULL THEN
        RAISE EXCEPTION 'importing % failed: %', p_name, v_failure ->> 'message'
            USING ERRCODE = v_failure ->> 'sqlstate', DETAIL = coalesce(v_failure ->> 'detail', ''), HINT = 'ops.error has the details.';
    END IF;
END
$$;

COMMENT ON PROCEDURE catalog.run_import(text, timestamptz, integer, boolean) IS 'Reads one imported table.';
