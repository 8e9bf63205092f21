-- Moves the floor of a layer towards p_position (docs/protocol.md, rule 6), for some series or (NULL) for all, as far as
-- rollup.floor_limit allows; in a transaction of its own. From its commit on rows below are not read and not recomputed
-- from any more; they are removed afterwards. Returns the floor if it moved, NULL if not: it is there already, or a refresh is under way.
-- Before, custom rollups made from the layer get to know all series, so that none has lost something that they do not know of.
-- Locks: floors (exclusive), waiting at most lock_timeout for writers of late points; all shards of all tiers and those rollups, without waiting.
-- Commit right after.
CREATE OR REPLACE FUNCTION rollup.raise_floor(p_layer integer, p_position timestamptz, p_series integer[], p_now timestamptz)
RETURNS timestamptz
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_floor timestamptz;
BEGIN
    PERFORM pg_advisory_xact_lock(rollup.lock_key(7, 0, 0));
    IF NOT (SELECT bool_and(rollup.try_shards(t.tier_id, NULL)) FROM rollup.tier AS t) THEN
        RETURN NULL;
    END IF;
    IF NOT coalesce((
        SELECT bool_and(pg_try_advisory_xact_lock(rollup.lock_key(12, 0, c.rollup_id)))
        FROM rollup.custom AS c WHERE c.layer_id = p_layer), true) THEN
        RETURN NULL;
    END IF;
    PERFORM rollup.join_custom(c.rollup_id, p_now) FROM rollup.custom AS c WHERE c.layer_id = p_layer;
    v_floor := (rollup.floor_limit(p_layer, p_position, p_series)).floor;
    IF NOT isfinite(v_floor) THEN
        RETURN NULL;
    END IF;
    RETURN rollup.set_floor(p_layer, v_floor, p_series, p_now);
END
$$;

COMMENT ON FUNCTION rollup.raise_floor(integer, timestamptz, integer[], timestamptz) IS 'Moves a layer''s floor forward as far as nothing is needed below it; returns the floor if it moved.';
