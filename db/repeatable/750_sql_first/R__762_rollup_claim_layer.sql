-- Claims a step of retention of a layer to the end of the transaction, as the service does, and has it wait for locks for half a second only: readers
-- and writers queue behind it. False: another session or instance is at it. Locks: kind 9. Callers: rollup.enforce_retention.
CREATE OR REPLACE FUNCTION rollup.claim_layer(p_layer integer)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM set_config('lock_timeout', '500ms', true);
    RETURN pg_try_advisory_xact_lock(rollup.lock_key(9, p_layer, 0));
END
$$;

COMMENT ON FUNCTION rollup.claim_layer(integer) IS 'Claims a step of retention of a layer; false if another session is at it.';
