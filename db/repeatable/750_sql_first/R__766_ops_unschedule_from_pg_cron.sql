-- Takes back what ops.schedule_with_pg_cron scheduled; returns how many jobs that were. None where pg_cron is not installed.
CREATE OR REPLACE FUNCTION ops.unschedule_from_pg_cron()
RETURNS integer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_count integer := 0;
BEGIN
    IF EXISTS (SELECT FROM pg_extension AS e WHERE e.extname = 'pg_cron') THEN
        EXECUTE 'SELECT count(cron.unschedule(j.jobid)) FROM cron.job AS j WHERE j.jobname LIKE ''varve %'' AND j.database = current_database()'
        INTO v_count;
    END IF;
    RETURN v_count;
END
$$;

COMMENT ON FUNCTION ops.unschedule_from_pg_cron() IS 'Takes back what ops.schedule_with_pg_cron scheduled; returns how many jobs.';
