-- Waits for the writers of the generation before the current one (docs/protocol.md, rule 2, after step A is committed),
-- in a transaction of its own: afterwards every write that used the old position is committed, and refreshes may go up
-- to the current one. Does nothing when that generation is drained already.
-- Locks: exclusive on (fence, layer, old generation), then the fence's row. Waits at most lock_timeout.
CREATE OR REPLACE FUNCTION rollup.drain_fence(p_layer integer)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_generation bigint;
    v_position timestamptz;
BEGIN
    SELECT generation, position INTO v_generation, v_position
    FROM rollup.fence
    WHERE layer_id = p_layer AND drained_generation < generation - 1;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM pg_advisory_xact_lock(rollup.lock_key(1, p_layer, v_generation - 1));
    UPDATE rollup.fence
    SET drained_generation = v_generation - 1, drained_position = v_position
    WHERE layer_id = p_layer AND generation = v_generation AND drained_generation < v_generation - 1;
    RETURN FOUND;
END
$$;

COMMENT ON FUNCTION rollup.drain_fence(integer) IS 'Waits until all writers that used a layer''s previous fence have ended; true if there was something to drain. Commit right after.';
