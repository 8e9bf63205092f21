-- Which profiles to make again of some stretches of a tier's buckets, and from where: as rollup.recompute_parts, but from finer profiles or
-- raw, and only what has a profile, from where they begin up to their position. While nothing
-- has been removed from any layer that is the tier's source, without a look at each. Callers: rollup.renew_profiles, which holds the shards.
CREATE OR REPLACE FUNCTION rollup.profile_parts(
    p_tier integer,
    p_series integer[],
    p_from timestamptz[],
    p_to timestamptz[])
RETURNS TABLE (layer_id integer, series_id integer, from_bucket timestamptz, to_bucket timestamptz)
LANGUAGE sql STABLE
AS $$
    WITH stretch AS (
        SELECT p.source_id, u.series_id, greatest(u.from_bucket, p.begins) AS from_bucket, least(u.to_bucket, p.position) AS to_bucket
        FROM rollup.profile AS p
        CROSS JOIN unnest(p_series, p_from, p_to) AS u (series_id, from_bucket, to_bucket)
        WHERE p.tier_id = p_tier AND u.from_bucket < p.position AND u.to_bucket > p.begins
    )
    SELECT s.source_id::integer, s.series_id, s.from_bucket, s.to_bucket
    FROM stretch AS s
    WHERE NOT EXISTS (SELECT FROM rollup.floor AS f WHERE f.generation > 0)
    UNION ALL
    SELECT r.*
    FROM (SELECT array_agg(s.series_id) AS series, array_agg(s.from_bucket) AS lower, array_agg(s.to_bucket) AS upper FROM stretch AS s) AS a
    CROSS JOIN LATERAL rollup.parts_from(p_tier, rollup.profile_layers(p_tier), a.series, a.lower, a.upper) AS r
    WHERE EXISTS (SELECT FROM rollup.floor AS f WHERE f.generation > 0)
$$;

COMMENT ON FUNCTION rollup.profile_parts(integer, integer[], timestamptz[], timestamptz[]) IS 'Which layer each part of some stretches of profiles can be made from.';
