-- First step of every transaction that writes to a layer (docs/protocol.md, rule 1): returns the position below which
-- the writer must log what it touches, and holds the fence's generation until the transaction ends.
--
--   read (position, generation) -> try the shared lock on (layer, generation) -> IN A LATER STATEMENT read again
--
-- If the lock is refused (somebody drains that generation) or the generation has moved, it starts over with the new
-- one. Reading once, in the statement that locks, would use a snapshot from before the lock was granted: the fence
-- could have moved and been drained in between, and the write would go unnoticed.
-- Locks: shared on (fence, layer, generation). Never waits.
CREATE OR REPLACE FUNCTION rollup.enter_fence(p_layer integer)
RETURNS timestamptz
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_generation bigint;
    v_position timestamptz;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'a write needs READ COMMITTED, not %', current_setting('transaction_isolation')
            USING ERRCODE = 'VA002';
    END IF;
    LOOP
        SELECT generation INTO STRICT v_generation FROM rollup.fence WHERE layer_id = p_layer;
        IF pg_try_advisory_xact_lock_shared(rollup.lock_key(1, p_layer, v_generation)) THEN
            SELECT position INTO v_position
            FROM rollup.fence
            WHERE layer_id = p_layer AND generation = v_generation;
            IF FOUND THEN
                RETURN v_position;
            END IF;
        END IF;
    END LOOP;
END
$$;

COMMENT ON FUNCTION rollup.enter_fence(integer) IS 'Joins the current generation of writers of a layer and returns the fence''s position: writes below it must log invalidations.';
