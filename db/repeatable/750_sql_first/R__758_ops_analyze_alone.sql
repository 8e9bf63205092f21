-- Analyzes a relation unless another session or instance is analyzing; false if one is. Locks: advisory, as the service's; those of ANALYZE.
-- Callers: ops.maintain_partitions.
CREATE OR REPLACE FUNCTION ops.analyze_alone(p_relation text)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT pg_try_advisory_xact_lock(rollup.lock_key(5, 0, 1)) THEN
        RETURN false;
    END IF;
    PERFORM ops.analyze(p_relation::regclass);
    RETURN true;
END
$$;

COMMENT ON FUNCTION ops.analyze_alone(text) IS 'Analyzes a relation unless another session is analyzing; false if one is.';
