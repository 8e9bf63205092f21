-- Begins a run of a job: a row in the ledger, which others see as soon as the caller's transaction commits. Returns its id.
CREATE OR REPLACE FUNCTION ops.begin_run(p_job text, p_tier text, p_instance text, p_now timestamptz)
RETURNS bigint
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO ops.run (job, tier, instance, started_at, attempt)
    SELECT j.job, j.tier, p_instance, p_now, j.attempts + 1
    FROM ops.job AS j
    WHERE j.job = p_job AND j.tier = p_tier
    RETURNING run_id
$$;

COMMENT ON FUNCTION ops.begin_run(text, text, text, timestamptz) IS 'Begins a run of a job in the ledger and returns its id.';
