-- The tiers a tier is built from, itself first, down to the one built from raw.
CREATE OR REPLACE FUNCTION rollup.tier_path(p_tier integer)
RETURNS smallint[]
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    WITH RECURSIVE path AS (
        SELECT tier_id, source_id FROM rollup.tier WHERE tier_id = p_tier
        UNION ALL
        SELECT t.tier_id, t.source_id FROM path p JOIN rollup.tier t ON t.tier_id = p.source_id
    )
    SELECT array_agg(tier_id ORDER BY tier_id DESC) FROM path
$$;

COMMENT ON FUNCTION rollup.tier_path(integer) IS 'A tier and the tiers below it, down to the one built from raw.';
