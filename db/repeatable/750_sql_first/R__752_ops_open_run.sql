-- Begins a run of a job by this session in the ledger; returns its id. p_now: the time of the call that drives the job; the ledger goes
-- on from there by the server's clock. Callers: the procedures of this layer.
CREATE OR REPLACE FUNCTION ops.open_run(p_job text, p_tier text, p_now timestamptz)
RETURNS bigint
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT ops.begin_run(p_job, p_tier, ops.session_name(), p_now + (clock_timestamp() - statement_timestamp()))
$$;

COMMENT ON FUNCTION ops.open_run(text, text, timestamptz) IS 'Begins a run of a job by this session in the ledger.';
