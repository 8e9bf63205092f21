-- Ends what ops.open_run began, well or with a failure, as the service does: a failure without a run is one all the same, and a job that failed
-- before and has nothing to do any more is in order again. p_rows_in of NULL leaves what the run says of itself.
-- Callers: the procedures of this layer.
CREATE OR REPLACE FUNCTION ops.close_run(
    p_run bigint,
    p_job text,
    p_tier text,
    p_now timestamptz,
    p_rows_in bigint,
    p_rows_out bigint,
    p_failure jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_now timestamptz := p_now + (clock_timestamp() - statement_timestamp());
BEGIN
    IF p_failure IS NOT NULL THEN
        PERFORM ops.fail_run(
            coalesce(p_run, ops.open_run(p_job, p_tier, p_now)), v_now, random(), 'failed', p_failure ->> 'sqlstate', p_failure ->> 'message',
            p_failure ->> 'detail', p_failure ->> 'hint', p_failure ->> 'context', p_failure ->> 'statement');
    ELSIF p_run IS NOT NULL THEN
        PERFORM ops.end_run(p_run, v_now, r.window_from, r.window_to, p_rows_in, p_rows_out) FROM ops.run AS r WHERE r.run_id = p_run;
    ELSE
        UPDATE ops.job SET attempts = 0, next_attempt_at = NULL WHERE job = p_job AND tier = p_tier AND attempts > 0;
    END IF;
END
$$;

COMMENT ON FUNCTION ops.close_run(bigint, text, text, timestamptz, bigint, bigint, jsonb) IS 'Ends a run of a job by this session in the ledger, well or with a failure.';
