-- Whether the caller is to audit a random sample now: if nobody began to for p_interval. Of several instances that ask at
-- the same time one gets it, and none waits.
-- Locks: the audit, without waiting, then its row. Commit right after. Caller: the audit.
CREATE OR REPLACE FUNCTION rollup.claim_audit(p_now timestamptz, p_interval interval)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT pg_try_advisory_xact_lock(rollup.lock_key(8, 0, 0)) THEN
        RETURN false;
    END IF;
    UPDATE rollup.audit SET sampled_at = p_now WHERE sampled_at <= p_now - p_interval;
    RETURN FOUND;
END
$$;

COMMENT ON FUNCTION rollup.claim_audit(timestamptz, interval) IS 'Whether the caller is to audit a random sample now.';
