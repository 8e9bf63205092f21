-- Moves a layer's fence forward (docs/protocol.md, rule 2, step A), in a transaction of its own: new writers see the
-- new position at once, and nobody is waited for. Only when the previous generation is drained, so that one drain
-- always suffices. Raw's fence goes to the last boundary of the first tier at or before p_now - p_delay; a tier's to
-- its watermark. Returns whether it moved. Locks: the fence's row.
CREATE OR REPLACE FUNCTION rollup.raise_fence(p_layer integer, p_now timestamptz, p_delay interval)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_position timestamptz;
BEGIN
    IF p_layer = 0 THEN
        SELECT min(rollup.bucket_start(width, p_now - p_delay)) INTO STRICT v_position
        FROM rollup.tier
        WHERE source_id = 0;
    ELSE
        SELECT position INTO STRICT v_position FROM rollup.watermark WHERE tier_id = p_layer;
    END IF;
    UPDATE rollup.fence
    SET position = v_position, generation = generation + 1
    WHERE layer_id = p_layer AND position < v_position AND drained_generation = generation - 1;
    RETURN FOUND;
END
$$;

COMMENT ON FUNCTION rollup.raise_fence(integer, timestamptz, interval) IS 'Moves a layer''s fence forward if its previous generation is drained; true if it moved. Commit right after.';
