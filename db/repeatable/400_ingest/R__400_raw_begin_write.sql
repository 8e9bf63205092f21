-- First step of every transaction that writes or deletes points: joins raw's current generation of writers, keeps metric
-- types from being deleted, and makes sure that the ids the caller looked up are still good. Returns raw's fence and the
-- generation, which the other functions of this folder take. SQLSTATE VA001: the catalogue has moved on since p_epoch, look
-- the ids up again.
-- Locks, in this order: raw's fence (shared), the catalogue (shared); both to the end of the transaction.
CREATE OR REPLACE FUNCTION raw.begin_write(p_epoch bigint, OUT fence timestamptz, OUT generation bigint)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_epoch bigint;
BEGIN
    SELECT f.fence, f.generation INTO fence, generation FROM rollup.enter_fence(0) AS f;
    PERFORM catalog.lock_shared();
    SELECT epoch INTO STRICT v_epoch FROM catalog.epoch;
    IF v_epoch <> p_epoch THEN
        RAISE EXCEPTION 'the catalogue is at epoch %, the write was prepared at %', v_epoch, p_epoch
            USING ERRCODE = 'VA001';
    END IF;
END
$$;

COMMENT ON FUNCTION raw.begin_write(bigint) IS 'Begins a transaction that writes points; returns the fence and its generation. SQLSTATE VA001 if the catalogue moved past the epoch.';
