-- Forgets runs, errors, changes of health and slow queries from before p_before, but neither runs that last nor any job's latest. Returns
-- how many rows went.
CREATE OR REPLACE FUNCTION ops.prune(p_before timestamptz)
RETURNS bigint
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH runs AS (
        DELETE FROM ops.run AS r
        WHERE r.ended_at < p_before
            AND r.run_id NOT IN (SELECT max(l.run_id) FROM ops.run AS l GROUP BY l.job, l.tier)
        RETURNING r.run_id
    ), errors AS (
        DELETE FROM ops.error WHERE occurred_at < p_before RETURNING error_id
    ), changes AS (
        DELETE FROM ops.health_change WHERE changed_at < p_before RETURNING change_id
    ), queries AS (
        DELETE FROM ops.slow_query WHERE ended_at < p_before RETURNING query_id
    )
    SELECT (SELECT count(*) FROM runs) + (SELECT count(*) FROM errors) + (SELECT count(*) FROM changes) + (SELECT count(*) FROM queries)
$$;

COMMENT ON FUNCTION ops.prune(timestamptz) IS 'Forgets runs, errors, changes of health and slow queries from before a time.';
