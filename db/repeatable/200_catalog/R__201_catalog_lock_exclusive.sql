-- Held by the deletion of a metric type: no write of points is under way while it is held, and a later one sees the
-- moved epoch and looks its series up again.
CREATE OR REPLACE FUNCTION catalog.lock_exclusive()
RETURNS void
LANGUAGE sql VOLATILE
AS $$
    SELECT pg_advisory_xact_lock(rollup.lock_key(3, 0, 0))
$$;

COMMENT ON FUNCTION catalog.lock_exclusive() IS 'Waits until no write of points is under way and holds new ones back until the end of the transaction.';
