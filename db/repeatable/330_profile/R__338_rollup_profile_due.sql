-- The tiers that have profiles, finer before coarser, and whether there is something to do for these now: a step forward, or to try again what
-- failed p_after ago. Caller: the job of profiles.
CREATE OR REPLACE FUNCTION rollup.profile_due(p_now timestamptz, p_delay interval, p_after interval)
RETURNS TABLE (tier_id integer, tier text, forward boolean, failed boolean)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT t.tier_id::integer, t.name, coalesce(p.position < rollup.profile_limit(t.tier_id, p_now, p_delay), false),
        EXISTS (SELECT FROM rollup.profile_failure AS f WHERE f.tier_id = t.tier_id AND f.failed_at <= p_now - p_after)
    FROM rollup.profile AS p
    JOIN rollup.tier AS t ON t.tier_id = p.tier_id
    ORDER BY t.tier_id
$$;

COMMENT ON FUNCTION rollup.profile_due(timestamptz, interval, interval) IS 'What there is to do for the profiles of every tier.';
