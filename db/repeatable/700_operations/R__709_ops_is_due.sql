-- Whether a job is not paused, by hand or by a maintenance window, and not waiting for its next attempt. One that would wait for longer than it ever may is due: then
-- the clock went back, because another server took over.
CREATE OR REPLACE FUNCTION ops.is_due(p_job ops.job, p_now timestamptz)
RETURNS boolean
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT p_job.is_active AND ops.paused_until(p_job.job, p_job.tier, p_now) IS NULL AND (
        p_job.next_attempt_at IS NULL
        OR p_job.next_attempt_at <= p_now
        OR p_job.next_attempt_at > p_now + CASE
            WHEN p_job.attempts < p_job.max_attempts THEN p_job.retry_at_most
            ELSE coalesce(p_job.probe_after, interval '1000 years')
        END)
$$;

COMMENT ON FUNCTION ops.is_due(ops.job, timestamptz) IS 'Whether a job is not paused and not waiting for its next attempt.';
