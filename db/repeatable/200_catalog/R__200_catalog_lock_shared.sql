-- Held by every write of points to the end of its transaction: while it is held, no metric type is deleted.
CREATE OR REPLACE FUNCTION catalog.lock_shared()
RETURNS void
LANGUAGE sql VOLATILE
AS $$
    SELECT pg_advisory_xact_lock_shared(rollup.lock_key(3, 0, 0))
$$;

COMMENT ON FUNCTION catalog.lock_shared() IS 'Keeps metric types from being deleted until the end of the transaction.';
