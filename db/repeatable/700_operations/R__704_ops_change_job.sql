-- Changes what is given of a job's settings; NULL leaves what is. p_probe_after of '0' means never. Returns whether there is such a job. A longest wait below the first one, or
-- an alert before the warning, breaks a constraint of ops.job. Callers: the service; psql.
--   SELECT ops.change_job('refresh', '1h', p_active => false);
CREATE OR REPLACE FUNCTION ops.change_job(
    p_job text,
    p_tier text,
    p_active boolean DEFAULT NULL,
    p_retry_after interval DEFAULT NULL,
    p_retry_at_most interval DEFAULT NULL,
    p_max_attempts integer DEFAULT NULL,
    p_probe_after interval DEFAULT NULL,
    p_warn_after interval DEFAULT NULL,
    p_alert_after interval DEFAULT NULL,
    p_max_runtime interval DEFAULT NULL)
RETURNS boolean
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH changed AS (
        UPDATE ops.job
        SET is_active = coalesce(p_active, is_active),
            retry_after = coalesce(p_retry_after, retry_after),
            retry_at_most = coalesce(p_retry_at_most, retry_at_most),
            max_attempts = coalesce(p_max_attempts, max_attempts),
            probe_after = nullif(coalesce(p_probe_after, probe_after), '0'),
            warn_after = coalesce(p_warn_after, warn_after),
            alert_after = coalesce(p_alert_after, alert_after),
            max_runtime = coalesce(p_max_runtime, max_runtime)
        WHERE job = p_job AND tier = p_tier
        RETURNING job
    )
    SELECT EXISTS (SELECT FROM changed)
$$;

COMMENT ON FUNCTION ops.change_job(text, text, boolean, interval, interval, integer, interval, interval, interval, interval) IS 'Changes what is given of a job''s settings; returns whether there is such a job.';
