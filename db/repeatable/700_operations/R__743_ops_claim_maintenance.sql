-- Whether scheduled maintenance is due; of several instances that ask, one is told so. Callers: maintenance.
CREATE OR REPLACE FUNCTION ops.claim_maintenance(p_now timestamptz, p_interval interval)
RETURNS boolean
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH claimed AS (
        UPDATE ops.maintenance_run SET begun_at = p_now
        WHERE begun_at <= p_now - p_interval OR begun_at > p_now
        RETURNING only_row
    )
    SELECT EXISTS (SELECT FROM claimed)
$$;

COMMENT ON FUNCTION ops.claim_maintenance(timestamptz, interval) IS 'Whether scheduled maintenance is due; only one of several that ask is told so.';
