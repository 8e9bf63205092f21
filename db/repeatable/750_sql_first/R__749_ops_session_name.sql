-- This session among the instances that work on the database (ops.instance), as long as it runs a job.
CREATE OR REPLACE FUNCTION ops.session_name()
RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT format('psql %s', pg_backend_pid())
$$;

COMMENT ON FUNCTION ops.session_name() IS 'The name under which this session is in the ledger.';
