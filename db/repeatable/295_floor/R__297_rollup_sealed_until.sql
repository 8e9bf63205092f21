-- Buckets of a tier that start before this time are sealed: no finer layer is complete over them any more, so they are
-- merged into and never recomputed (docs/protocol.md, rule 6). p_floors: as from rollup.floors; p_without leaves a layer out,
-- as if it had nothing at all.
CREATE OR REPLACE FUNCTION rollup.sealed_until(p_tier integer, p_floors timestamptz[], p_without integer DEFAULT NULL)
RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT coalesce(min(rollup.complete_from(t.width, p_floors[l.layer_id + 1])), 'infinity')
    FROM rollup.tier AS t
    CROSS JOIN LATERAL unnest(rollup.finer_layers(p_tier)) AS l (layer_id)
    WHERE t.tier_id = p_tier AND l.layer_id IS DISTINCT FROM p_without
$$;

COMMENT ON FUNCTION rollup.sealed_until(integer, timestamptz[], integer) IS 'Buckets of the tier that start before this are sealed: merged into, never recomputed.';
