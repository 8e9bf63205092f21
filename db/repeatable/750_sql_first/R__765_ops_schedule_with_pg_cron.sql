-- Has pg_cron drive the jobs of this database with the service off, or beside it. Calling it again changes schedules; pg_cron has to be
-- installed in this very database (cron.database_name), or the jobs would run where these schemas are not. Every minute; pg_cron 1.5 can do
-- seconds, and refreshes every ten. Retention, daily, removes what policies say and nothing without one. SQLSTATE VA036: no pg_cron in this database. Needs what cron.schedule needs. Returns the jobs.
CREATE OR REPLACE FUNCTION ops.schedule_with_pg_cron()
RETURNS TABLE (job_name text, schedule text, command text)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_version text := (SELECT e.extversion FROM pg_extension AS e WHERE e.extname = 'pg_cron');
BEGIN
    IF v_version IS NULL THEN
        RAISE EXCEPTION 'pg_cron is not installed in database %', current_database()
            USING ERRCODE = 'VA036', HINT = format(
                'It serves one database: shared_preload_libraries = ''pg_cron'', cron.database_name = ''%s'', a restart, CREATE EXTENSION pg_cron here.'
                ' Any other scheduler can run the same CALLs with psql.', current_database());
    END IF;
    FOR job_name, schedule, command IN
        SELECT j.* FROM (VALUES
            ('varve refresh', CASE WHEN string_to_array(substring(v_version FROM '^\d+\.\d+'), '.')::integer[] >= '{1,5}' THEN '10 seconds' ELSE '* * * * *' END,
                'CALL rollup.refresh_all()'),
            ('varve settle', '* * * * *', 'CALL raw.settle_all()'),
            ('varve profile', '* * * * *', 'CALL rollup.make_all_profiles()'),
            ('varve import', '* * * * *', 'CALL catalog.run_imports()'),
            ('varve backfill', '* * * * *', 'CALL rollup.run_backfills()'),
            ('varve audit', '* * * * *', 'CALL rollup.run_audit()'),
            ('varve retry', '* * * * *', 'CALL ops.handle_retries()'),
            ('varve maintain', '17 * * * *', 'CALL ops.maintain_partitions()'),
            ('varve look after', '27 * * * *', 'CALL ops.run_maintenance()'),
            ('varve retention', '37 3 * * *', 'CALL rollup.enforce_policies()')) AS j (job_name, schedule, command)
    LOOP
        EXECUTE 'SELECT cron.schedule($1, $2, $3)' USING job_name, schedule, command;
        RETURN NEXT;
    END LOOP;
END
$$;

COMMENT ON FUNCTION ops.schedule_with_pg_cron() IS 'Has pg_cron drive the jobs of this database (SQLSTATE VA036 where it is not installed); returns what it scheduled.';
