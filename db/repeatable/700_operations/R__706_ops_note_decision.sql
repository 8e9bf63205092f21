-- Notes what a run decided on the way, and why; others see it once the caller's transaction commits. Of a run that decides all the time, the first hundred will do.
CREATE OR REPLACE FUNCTION ops.note_decision(p_run bigint, p_decision text)
RETURNS void
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
    UPDATE ops.run SET decisions = decisions || p_decision WHERE run_id = p_run AND cardinality(decisions) < 100
$$;

COMMENT ON FUNCTION ops.note_decision(bigint, text) IS 'Notes what a run decided on the way, and why.';
