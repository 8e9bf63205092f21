-- Notes that profiles made from those of a tier are out of date, as these are changed by the same transaction (docs/protocol.md, rule 11): whole buckets
-- over the stretches, wherever their position is, since a forward step under way may have read what was there before.
-- Callers: rollup.renew_profiles.
CREATE OR REPLACE FUNCTION rollup.log_coarser_profiles(
    p_tier integer,
    p_series integer[],
    p_from timestamptz[],
    p_to timestamptz[],
    p_now timestamptz)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO rollup.profile_invalidation (tier_id, series_id, from_bucket, to_bucket, logged_at)
    SELECT w.tier_id, w.series_id, lower(w.run), upper(w.run), p_now
    FROM (
        SELECT t.tier_id, u.series_id,
            unnest(range_agg(tstzrange(rollup.bucket_start(t.width, u.from_bucket), rollup.bucket_ceil(t.width, u.to_bucket)))) AS run
        FROM rollup.profile AS p
        JOIN rollup.tier AS t ON t.tier_id = p.tier_id
        CROSS JOIN unnest(p_series, p_from, p_to) AS u (series_id, from_bucket, to_bucket)
        WHERE p.source_id = p_tier
        GROUP BY t.tier_id, u.series_id
    ) AS w;
END
$$;

COMMENT ON FUNCTION rollup.log_coarser_profiles(integer, integer[], timestamptz[], timestamptz[], timestamptz) IS 'Notes that profiles made from those of a tier are out of date.';
