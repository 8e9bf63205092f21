-- Ends a run that did not succeed, notes why, and says when the job is tried again: later and later, and after the last
-- attempt only now and then, to see whether the cause is gone. That a session or the server ended is not the job's failure: it
-- is noted, and the job is due at once.
CREATE OR REPLACE FUNCTION ops.fail_run(
    p_run bigint,
    p_now timestamptz,
    p_chance double precision,
    p_outcome text,
    p_sqlstate text,
    p_message text,
    p_detail text,
    p_hint text,
    p_context text,
    p_statement text)
RETURNS void
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH ended AS (
        UPDATE ops.run SET ended_at = greatest(p_now, started_at), outcome = p_outcome
        WHERE run_id = p_run
        RETURNING run_id, job, tier, instance
    ), noted AS (
        INSERT INTO ops.error (run_id, job, tier, instance, occurred_at, sqlstate, message, detail, hint, context, statement)
        SELECT run_id, job, tier, instance, p_now, p_sqlstate, p_message, p_detail, p_hint, p_context, p_statement
        FROM ended
    )
    UPDATE ops.job AS j
    SET attempts = j.attempts + 1, next_attempt_at = ops.next_attempt(j, j.attempts + 1, p_now, p_chance)
    FROM ended AS e
    WHERE j.job = e.job AND j.tier = e.tier AND (p_sqlstate ~ '^(08|57P)') IS NOT TRUE
$$;

COMMENT ON FUNCTION ops.fail_run(bigint, timestamptz, double precision, text, text, text, text, text, text, text) IS 'Ends a run that failed or was cancelled, notes the error, and sets when the job is tried again.';
