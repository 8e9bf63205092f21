-- Profiles of a tier's buckets that start before this time are sealed: neither raw nor a finer profile is complete over them any more,
-- so late points are merged into them, and they are never made again (docs/protocol.md, rule 6). Never before
-- rollup.sealed_until, which says it of partials: these 1m and 5m serve too. Parameters: as there.
CREATE OR REPLACE FUNCTION rollup.profile_sealed_until(p_tier integer, p_floors timestamptz[], p_without integer DEFAULT NULL)
RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT coalesce(min(rollup.complete_from(t.width, p_floors[l.layer_id + 1])), 'infinity')
    FROM rollup.tier AS t
    CROSS JOIN LATERAL unnest(rollup.profile_layers(p_tier)) AS l (layer_id)
    WHERE t.tier_id = p_tier AND l.layer_id IS DISTINCT FROM p_without
$$;

COMMENT ON FUNCTION rollup.profile_sealed_until(integer, timestamptz[], integer) IS 'Profiles of the tier''s buckets that start before this are sealed: merged into, never made again.';
