-- What there is to do in a tier, so that a round that has nothing to do does nothing: whether a forward step can be taken,
-- the shards with entries of the log to recompute, those with entries set aside whose time has come, and whether frames can be packed.
CREATE OR REPLACE FUNCTION rollup.due(
    p_tier integer,
    p_keep interval,
    p_now timestamptz,
    OUT watermark timestamptz,
    OUT forward boolean,
    OUT pending integer[],
    OUT set_aside integer[],
    OUT packs boolean)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT w.position,
        f.drained_position > '-infinity' AND w.position < rollup.bucket_start(t.width, f.drained_position),
        ARRAY(
            SELECT s.shard FROM generate_series(0, rollup.shard_count() - 1) AS s (shard)
            WHERE EXISTS (
                SELECT FROM rollup.invalidation AS i
                WHERE i.tier_id = p_tier AND i.series_id % rollup.shard_count() = s.shard AND i.attempts = 0)),
        ARRAY(
            SELECT DISTINCT i.series_id % rollup.shard_count() FROM rollup.invalidation AS i
            WHERE i.tier_id = p_tier AND i.attempts > 0 AND i.retry_at <= p_now),
        EXISTS (SELECT FROM rollup.frames_due(p_tier, NULL, p_keep, p_now, 1))
    FROM rollup.tier AS t
    JOIN rollup.watermark AS w USING (tier_id)
    JOIN rollup.fence AS f ON f.layer_id = t.source_id
    WHERE t.tier_id = p_tier
$$;

COMMENT ON FUNCTION rollup.due(integer, interval, timestamptz) IS 'What there is to do in a tier: a forward step, entries of the log by shard, frames to pack.';
