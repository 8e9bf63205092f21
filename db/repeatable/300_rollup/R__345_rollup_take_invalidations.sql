-- Takes entries of a tier and shard off the log, deleting exactly those it reads, newest buckets first or, if p_oldest, oldest
-- first, and returns the stretches to recompute, merged per series and cut off at the watermark (what lies beyond is for the forward step).
-- Entries wait while finer ones inside their buckets are pending, at most a minute, so that a bucket is not recomputed
-- once per finer tier. However long the log is, no more of it is read than the first entries, in the order of the index,
-- four times as many as are taken, and what is finer of their series: where all of them wait, none is taken. Entries that are
-- set aside are left alone.
-- Callers: rollup.refresh_invalidated, which holds the shard's lock.
CREATE OR REPLACE FUNCTION rollup.take_invalidations(
    p_tier integer,
    p_shard integer,
    p_now timestamptz,
    p_limit integer,
    p_oldest boolean,
    OUT taken integer,
    OUT series integer[],
    OUT from_buckets timestamptz[],
    OUT to_buckets timestamptz[])
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET enable_bitmapscan = off
SET enable_hashjoin = on
AS $$
DECLARE
    v_finer smallint[] := (rollup.tier_path(p_tier))[2:];
    v_watermark timestamptz := (SELECT position FROM rollup.watermark WHERE tier_id = p_tier);
BEGIN
    WITH first AS MATERIALIZED (
        (SELECT i.invalidation_id, i.series_id, i.from_bucket, i.to_bucket, i.logged_at
         FROM rollup.invalidation i
         WHERE NOT p_oldest AND i.tier_id = p_tier AND i.series_id % rollup.shard_count() = p_shard AND i.attempts = 0
         ORDER BY i.from_bucket DESC
         LIMIT p_limit * 4)
        UNION ALL
        (SELECT i.invalidation_id, i.series_id, i.from_bucket, i.to_bucket, i.logged_at
         FROM rollup.invalidation i
         WHERE p_oldest AND i.tier_id = p_tier AND i.series_id % rollup.shard_count() = p_shard AND i.attempts = 0
         ORDER BY i.from_bucket
         LIMIT p_limit * 4)
    ), finer AS MATERIALIZED (
        SELECT n.series_id, f.pending
        FROM (
            SELECT series_id, min(from_bucket) AS from_bucket, max(to_bucket) AS to_bucket
            FROM first
            WHERE logged_at > p_now - interval '1 minute' AND cardinality(v_finer) > 0
            GROUP BY series_id
        ) n
        CROSS JOIN LATERAL (
            SELECT range_agg(tstzrange(f.from_bucket, f.to_bucket)) AS pending
            FROM rollup.invalidation f
            WHERE f.series_id = n.series_id
                AND f.tier_id = ANY (v_finer)
                AND f.from_bucket < n.to_bucket
                AND f.to_bucket > n.from_bucket
        ) f
    ), chosen AS (
        SELECT n.invalidation_id
        FROM first n
        LEFT JOIN finer f ON f.series_id = n.series_id
        WHERE n.logged_at <= p_now - interval '1 minute'
            OR f.pending IS NULL
            OR NOT f.pending && tstzrange(n.from_bucket, n.to_bucket)
        ORDER BY CASE WHEN p_oldest THEN n.from_bucket END, n.from_bucket DESC
        LIMIT p_limit
    ), gone AS (
        DELETE FROM rollup.invalidation i USING chosen c WHERE i.invalidation_id = c.invalidation_id
        RETURNING i.series_id, i.from_bucket, i.to_bucket
    ), stretches AS (
        SELECT g.series_id, unnest(range_agg(tstzrange(g.from_bucket, least(g.to_bucket, v_watermark)))) AS stretch
        FROM gone g
        WHERE g.from_bucket < v_watermark
        GROUP BY g.series_id
    )
    SELECT
        (SELECT count(*) FROM gone),
        array_agg(s.series_id),
        array_agg(lower(s.stretch)),
        array_agg(upper(s.stretch))
    INTO taken, series, from_buckets, to_buckets
    FROM stretches s;
END
$$;

COMMENT ON FUNCTION rollup.take_invalidations(integer, integer, timestamptz, integer, boolean) IS 'Takes entries of a tier and shard off the log and returns the stretches to recompute.';
