-- Ends a run that succeeded. One success is enough for a job to be in order again.
CREATE OR REPLACE FUNCTION ops.end_run(
    p_run bigint,
    p_now timestamptz,
    p_from timestamptz,
    p_to timestamptz,
    p_rows_in bigint,
    p_rows_out bigint)
RETURNS void
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH ended AS (
        UPDATE ops.run
        SET ended_at = greatest(p_now, started_at), outcome = 'succeeded', window_from = p_from, window_to = p_to,
            rows_in = p_rows_in, rows_out = p_rows_out
        WHERE run_id = p_run
        RETURNING job, tier, date_part('epoch', ended_at - started_at) AS seconds
    )
    UPDATE ops.job AS j
    SET attempts = 0, next_attempt_at = NULL, last_success_at = p_now,
        average_seconds = coalesce(0.7 * j.average_seconds + 0.3 * e.seconds, e.seconds)
    FROM ended AS e
    WHERE j.job = e.job AND j.tier = e.tier
$$;

COMMENT ON FUNCTION ops.end_run(bigint, timestamptz, timestamptz, timestamptz, bigint, bigint) IS 'Ends a run that succeeded: what it was about, and how many rows it took and wrote.';
