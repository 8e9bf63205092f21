-- Moves the floor of a layer towards p_before, for some series or (NULL) for all, as far as rollup.floor_limit allows; tries again while refreshes or writers of late points are at it.
-- p_failure: what ended it; where there is one already, nothing is done. Callers: rollup.clear_layer.
CREATE OR REPLACE PROCEDURE rollup.move_floor(p_layer integer, p_before timestamptz, p_series integer[], p_now timestamptz, INOUT p_failure jsonb)
LANGUAGE plpgsql
AS $$
DECLARE
    v_limit timestamptz := (rollup.floor_limit(p_layer, p_before, p_series)).floor;
    v_moved bigint := 0;
BEGIN
    IF p_failure IS NOT NULL THEN
        RETURN;
    END IF;
    FOR v_try IN 1 .. 20 LOOP
        EXIT WHEN v_moved > 0 OR v_limit <= (
            SELECT min((rollup.floors(s))[p_layer + 1]) FROM unnest(coalesce(p_series, ARRAY[NULL::integer])) AS s);
        p_failure := NULL;
        CALL ops.repeat(format(
            'SELECT CASE WHEN rollup.claim_layer(%1$s) THEN (rollup.raise_floor(%1$s, %2$L, %3$L, %4$L) IS NOT NULL)::integer END',
            p_layer, p_before, p_series, p_now), 0, 1, v_moved, p_failure);
        EXIT WHEN p_failure IS NOT NULL AND p_failure ->> 'sqlstate' NOT IN ('55P03', '40P01');
        PERFORM pg_sleep(CASE WHEN v_moved = 0 THEN 0.1 ELSE 0 END);
    END LOOP;
END
$$;

COMMENT ON PROCEDURE rollup.move_floor(integer, timestamptz, integer[], timestamptz, jsonb) IS 'Moves the floor of a layer as far as nothing is needed below it.';
