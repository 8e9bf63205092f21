-- First step of every transaction that writes to a layer (docs/protocol.md, rule 1): returns the position below which
-- the writer must log what it touches and the fence's generation, which it holds until the transaction ends.
--
--   read (position, generation) -> try the shared lock on (layer, generation) -> IN A LATER STATEMENT read again
--
-- If the lock is refused (somebody drains that generation) or the generation has moved, it starts over with the new
-- one. Reading once, in the statement that locks, would use a snapshot from before the lock was granted: the fence
-- could have moved and been drained in between, and the write would go unnoticed.
-- Locks: shared on (fence, layer, generation). Never waits.
CREATE OR REPLACE FUNCTION rollup.enter_fence(p_layer integer, OUT fence timestamptz, OUT generation bigint)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'a write needs READ COMMITTED, not %', current_setting('transaction_isolation')
            USING ERRCODE = 'VA002';
    END IF;
    LOOP
        SELECT f.generation INTO STRICT generation FROM rollup.fence AS f WHERE f.layer_id = p_layer;
        IF pg_try_advisory_xact_lock_shared(rollup.lock_key(1, p_layer, generation)) THEN
            SELECT f.position INTO fence
            FROM rollup.fence AS f
            WHERE f.layer_id = p_layer AND f.generation = enter_fence.generation;
            IF FOUND THEN
                RETURN;
            END IF;
        END IF;
    END LOOP;
END
$$;

COMMENT ON FUNCTION rollup.enter_fence(integer) IS 'Joins the current generation of writers of a layer; returns it and the fence''s position: writes below that must log invalidations.';
