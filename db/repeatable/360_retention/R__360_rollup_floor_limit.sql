-- How far a layer's floor may move towards p_position now, for some series or (NULL) for all, and what holds it when that
-- is less. Below a floor rows go, so nothing may be left there that a coarser tier still needs:
--   - the tiers, the profiles and the active custom rollups built from the layer, and the layer itself, have to be materialised that far;
--   - what the log says is out of date has to be recomputed first, unless another layer can do it just as well;
--   - raw's log has to be settled that far;
--   - points at or above raw's floor are written as ever, so their buckets must stay computable: neither a tier nor its profiles may
--     be sealed above raw's floor.
-- Everything in one statement's snapshot per step. p_position of NULL: no limit of time, only what is held.
-- Locks: none. Callers: rollup.raise_floor, which keeps the answer from changing; dry runs.
CREATE OR REPLACE FUNCTION rollup.floor_limit(
    p_layer integer,
    p_position timestamptz,
    p_series integer[],
    OUT floor timestamptz,
    OUT held_by text)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_next record;
BEGIN
    floor := rollup.floor_boundary(p_layer, p_position);

    SELECT h.position, h.reason INTO v_next
    FROM (
        SELECT w.position, format('tier %s is materialised up to %s', t.name, w.position) AS reason, t.tier_id
        FROM rollup.tier AS t
        JOIN rollup.watermark AS w ON w.tier_id = t.tier_id
        WHERE p_layer IN (t.source_id, t.tier_id)
        UNION ALL
        SELECT p.position, format('profiles of tier %s are made up to %s', t.name, p.position), t.tier_id
        FROM rollup.tier AS t
        JOIN rollup.profile AS p ON p.tier_id = t.tier_id
        WHERE p_layer IN (p.source_id, p.tier_id)
        UNION ALL
        SELECT c.position, format('rollup %s is made up to %s', c.name, c.position), 100
        FROM rollup.custom AS c
        WHERE c.is_active AND c.layer_id = p_layer
    ) AS h
    ORDER BY h.position, h.tier_id, h.reason DESC
    LIMIT 1;
    IF v_next.position < floor THEN
        floor := rollup.floor_boundary(p_layer, v_next.position);
        held_by := v_next.reason;
    END IF;

    SELECT * INTO v_next FROM rollup.oldest_needed(p_layer, floor, p_series);
    IF v_next.bucket < floor THEN
        floor := rollup.floor_boundary(p_layer, v_next.bucket);
        held_by := format('tier %s has buckets to recompute from %s on', v_next.tier, v_next.bucket);
    END IF;

    SELECT * INTO v_next FROM rollup.custom_needed(p_layer, floor, p_series);
    IF v_next.bucket < floor THEN
        floor := rollup.floor_boundary(p_layer, v_next.bucket);
        held_by := format('rollup %s has buckets to recompute from %s on', v_next.name, v_next.bucket);
    END IF;

    IF p_layer = 0 THEN
        SELECT min(b.first_time) AS first_time INTO v_next
        FROM raw.batch AS b
        WHERE b.first_time < floor
            AND (p_series IS NULL OR b.series_group = ANY (ARRAY(SELECT DISTINCT raw.series_group(s) FROM unnest(p_series) AS s)));
        IF v_next.first_time < floor THEN
            floor := rollup.floor_boundary(p_layer, v_next.first_time);
            held_by := format('the log has points to settle from %s on', v_next.first_time);
        END IF;
    END IF;

    LOOP
        SELECT * INTO v_next FROM rollup.lowest_straddled(p_layer, floor, p_series);
        EXIT WHEN v_next.bucket IS NULL;
        floor := rollup.floor_boundary(p_layer, v_next.bucket);
        held_by := format('tier %s would not be computable any more for points above raw''s floor', v_next.tier);
    END LOOP;
END
$$;

COMMENT ON FUNCTION rollup.floor_limit(integer, timestamptz, integer[]) IS 'How far the floor of a layer may move towards a position now, and what holds it.';
