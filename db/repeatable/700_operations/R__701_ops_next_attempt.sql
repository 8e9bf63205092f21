-- When a job, or something it has set aside, is tried again after so many failures in a row: the wait is doubled each time,
-- capped, and the second half of it is left to chance (0 to 1), so that what failed together does not come back together.
-- After the last attempt it is only probed.
CREATE OR REPLACE FUNCTION ops.next_attempt(p_job ops.job, p_attempts integer, p_now timestamptz, p_chance double precision)
RETURNS timestamptz
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT p_now + CASE
        WHEN p_attempts < p_job.max_attempts
            THEN least(p_job.retry_at_most, p_job.retry_after * power(2, least(p_attempts, 30) - 1)) * (0.5 + p_chance / 2)
        ELSE coalesce(p_job.probe_after, interval '1000 years')
    END
$$;

COMMENT ON FUNCTION ops.next_attempt(ops.job, integer, timestamptz, double precision) IS 'When a job is tried again after so many failures in a row, given a chance from 0 to 1.';
