-- The tiers that have profiles, finer before coarser, and what there is to do for these now: a step forward, and the shards with entries of the
-- log of profiles, and with entries that failed p_after ago or earlier. Caller: the job of profiles.
CREATE OR REPLACE FUNCTION rollup.profile_due(p_now timestamptz, p_delay interval, p_after interval)
RETURNS TABLE (tier_id integer, tier text, forward boolean, pending integer[], failed integer[])
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT t.tier_id::integer, t.name, coalesce(p.position < rollup.profile_limit(t.tier_id, p_now, p_delay), false),
        ARRAY(
            SELECT s.shard FROM generate_series(0, rollup.shard_count() - 1) AS s (shard)
            WHERE EXISTS (
                SELECT FROM rollup.profile_invalidation AS i
                WHERE i.tier_id = t.tier_id AND i.series_id % rollup.shard_count() = s.shard AND i.failed_at IS NULL)),
        ARRAY(
            SELECT DISTINCT i.series_id % rollup.shard_count() FROM rollup.profile_invalidation AS i
            WHERE i.tier_id = t.tier_id AND i.failed_at <= p_now - p_after)
    FROM rollup.profile AS p
    JOIN rollup.tier AS t ON t.tier_id = p.tier_id
    ORDER BY t.tier_id
$$;

COMMENT ON FUNCTION rollup.profile_due(timestamptz, interval, interval) IS 'What there is to do for the profiles of every tier.';
