-- Takes entries of a tier and shard off the log of profiles, deleting exactly those it reads, the oldest first, of up to p_limit buckets or a single
-- entry, and returns the stretches to make again, merged per series, between where the tier's profiles begin and their position. Those that
-- failed are left alone, or, if p_failed_before is given, only those that failed before it are taken. Entries wait as in
-- rollup.take_invalidations while something finer is pending, at most a minute.
-- Callers: rollup.renew_profiles, which holds the shard's lock.
CREATE OR REPLACE FUNCTION rollup.take_profiles(
    p_tier integer,
    p_shard integer,
    p_now timestamptz,
    p_limit integer,
    p_failed_before timestamptz,
    OUT taken integer,
    OUT series integer[],
    OUT from_buckets timestamptz[],
    OUT to_buckets timestamptz[])
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET enable_bitmapscan = off
AS $$
DECLARE
    v_finer smallint[] := (rollup.tier_path(p_tier))[2:];
    v_profile rollup.profile;
    v_width double precision := (SELECT date_part('epoch', t.width) FROM rollup.tier AS t WHERE t.tier_id = p_tier);
BEGIN
    SELECT * INTO STRICT v_profile FROM rollup.profile WHERE tier_id = p_tier;
    WITH first AS MATERIALIZED (
        (SELECT i.invalidation_id, i.series_id, i.from_bucket, i.to_bucket, i.logged_at
         FROM rollup.profile_invalidation AS i
         WHERE p_failed_before IS NULL AND i.tier_id = p_tier AND i.failed_at IS NULL AND i.series_id % rollup.shard_count() = p_shard
         ORDER BY i.invalidation_id
         LIMIT p_limit * 4)
        UNION ALL
        (SELECT i.invalidation_id, i.series_id, i.from_bucket, i.to_bucket, i.logged_at
         FROM rollup.profile_invalidation AS i
         WHERE i.tier_id = p_tier AND i.failed_at <= p_failed_before AND i.series_id % rollup.shard_count() = p_shard
         ORDER BY i.failed_at
         LIMIT p_limit)
    ), finer AS MATERIALIZED (
        SELECT n.series_id, f.pending
        FROM (
            SELECT series_id, min(from_bucket) AS from_bucket, max(to_bucket) AS to_bucket
            FROM first
            WHERE logged_at > p_now - interval '1 minute'
            GROUP BY series_id
        ) AS n
        CROSS JOIN LATERAL (
            SELECT range_agg(tstzrange(f.from_bucket, f.to_bucket)) AS pending
            FROM rollup.profile_pending AS f
            WHERE f.series_id = n.series_id AND f.tier_id = ANY (v_finer) AND f.from_bucket < n.to_bucket AND f.to_bucket > n.from_bucket
        ) AS f
    ), ready AS (
        SELECT n.invalidation_id, date_part('epoch', n.to_bucket - n.from_bucket) / v_width AS buckets
        FROM first AS n
        LEFT JOIN finer AS f ON f.series_id = n.series_id
        WHERE n.logged_at <= p_now - interval '1 minute' OR f.pending IS NULL OR NOT f.pending && tstzrange(n.from_bucket, n.to_bucket)
    ), chosen AS (
        SELECT c.invalidation_id
        FROM (SELECT r.invalidation_id, sum(r.buckets) OVER (ORDER BY r.invalidation_id) - r.buckets AS before FROM ready AS r) AS c
        WHERE c.before < p_limit
    ), gone AS (
        DELETE FROM rollup.profile_invalidation AS i USING chosen AS c WHERE i.invalidation_id = c.invalidation_id
        RETURNING i.series_id, greatest(i.from_bucket, v_profile.begins) AS from_bucket, least(i.to_bucket, v_profile.position) AS to_bucket
    ), stretches AS (
        SELECT g.series_id, unnest(range_agg(tstzrange(g.from_bucket, g.to_bucket))) AS stretch
        FROM gone AS g
        WHERE g.from_bucket < g.to_bucket
        GROUP BY g.series_id
    )
    SELECT (SELECT count(*) FROM gone), array_agg(s.series_id), array_agg(lower(s.stretch)), array_agg(upper(s.stretch))
    INTO taken, series, from_buckets, to_buckets
    FROM stretches AS s;
END
$$;

COMMENT ON FUNCTION rollup.take_profiles(integer, integer, timestamptz, integer, timestamptz) IS 'Takes entries of a tier and shard off the log of profiles and returns the stretches to make again.';
