-- Writes down a floor of a layer, for some series or (NULL) for all, where it is higher than the present one; returns it if it moved.
-- Locks: the rows. Callers: rollup.raise_floor, which makes sure that it may; dry runs, in a transaction that is rolled back.
CREATE OR REPLACE FUNCTION rollup.set_floor(p_layer integer, p_floor timestamptz, p_series integer[], p_now timestamptz)
RETURNS timestamptz
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_moved bigint;
BEGIN
    IF p_series IS NULL THEN
        UPDATE rollup.floor
        SET position = p_floor, generation = generation + 1, raised_xid = pg_current_xact_id(), raised_at = p_now
        WHERE layer_id = p_layer AND position < p_floor;
        RETURN CASE WHEN FOUND THEN p_floor END;
    END IF;
    INSERT INTO rollup.series_floor AS f (series_id, layer_id, position)
    SELECT DISTINCT s, p_layer, p_floor
    FROM unnest(p_series) AS s
    WHERE (rollup.floors(s))[p_layer + 1] < p_floor
    ON CONFLICT (series_id, layer_id) DO UPDATE SET position = EXCLUDED.position;
    GET DIAGNOSTICS v_moved = ROW_COUNT;
    UPDATE rollup.floor SET generation = generation + 1 WHERE layer_id = p_layer AND v_moved > 0;
    RETURN CASE WHEN v_moved > 0 THEN p_floor END;
END
$$;

COMMENT ON FUNCTION rollup.set_floor(integer, timestamptz, integer[], timestamptz) IS 'Writes down a floor where it is higher than the present one.';
