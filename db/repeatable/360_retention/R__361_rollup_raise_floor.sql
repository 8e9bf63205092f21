-- Moves the floor of a layer towards p_position (docs/protocol.md, rule 6), for some series or (NULL) for all, as far as
-- rollup.floor_limit allows; in a transaction of its own. From its commit on rows below are not read and not recomputed
-- from any more; they are removed afterwards. Returns the floor if it moved, NULL if not: it is there already, or a refresh is under way.
-- Locks: floors (exclusive), waiting at most lock_timeout for writers of late points; all shards of all tiers, without waiting.
-- Commit right after.
CREATE OR REPLACE FUNCTION rollup.raise_floor(p_layer integer, p_position timestamptz, p_series integer[], p_now timestamptz)
RETURNS timestamptz
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_floor timestamptz;
    v_moved bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(rollup.lock_key(7, 0, 0));
    IF NOT (SELECT bool_and(rollup.try_shards(t.tier_id, NULL)) FROM rollup.tier AS t) THEN
        RETURN NULL;
    END IF;
    v_floor := (rollup.floor_limit(p_layer, p_position, p_series)).floor;
    IF NOT isfinite(v_floor) THEN
        RETURN NULL;
    END IF;
    IF p_series IS NULL THEN
        UPDATE rollup.floor
        SET position = v_floor, generation = generation + 1, raised_xid = pg_current_xact_id(), raised_at = p_now
        WHERE layer_id = p_layer AND position < v_floor;
        RETURN CASE WHEN FOUND THEN v_floor END;
    END IF;
    INSERT INTO rollup.series_floor AS f (series_id, layer_id, position)
    SELECT DISTINCT s, p_layer, v_floor
    FROM unnest(p_series) AS s
    WHERE (rollup.floors(s))[p_layer + 1] < v_floor
    ON CONFLICT (series_id, layer_id) DO UPDATE SET position = EXCLUDED.position;
    GET DIAGNOSTICS v_moved = ROW_COUNT;
    UPDATE rollup.floor SET generation = generation + 1 WHERE layer_id = p_layer AND v_moved > 0;
    RETURN CASE WHEN v_moved > 0 THEN v_floor END;
END
$$;

COMMENT ON FUNCTION rollup.raise_floor(integer, timestamptz, integer[], timestamptz) IS 'Moves a layer''s floor forward as far as nothing is needed below it; returns the floor if it moved.';
