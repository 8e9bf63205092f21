-- Notes that the profiles of some stretches of a tier's buckets are out of date, in the transaction that makes them so (docs/protocol.md,
-- rule 11): what lies before their position; later ones are made by a forward step, which the shards keep from overlapping. Those of hours are cut, so
-- that none takes long to make again.
-- Callers: rollup.recompute_stretches, which holds the shards.
CREATE OR REPLACE FUNCTION rollup.log_profiles(
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
    SELECT p_tier, u.series_id, c.cut, CASE WHEN p.source_id = 0 THEN least(u.to_bucket, c.cut + interval '240 hours') ELSE u.to_bucket END, p_now
    FROM rollup.profile AS p
    CROSS JOIN LATERAL (
        SELECT r.series_id, greatest(r.from_bucket, p.begins) AS from_bucket, least(r.to_bucket, p.position) AS to_bucket
        FROM unnest(p_series, p_from, p_to) AS r (series_id, from_bucket, to_bucket)
    ) AS u
    CROSS JOIN LATERAL generate_series(
        u.from_bucket,
        CASE WHEN p.source_id = 0 THEN u.to_bucket - interval '1 microsecond' ELSE u.from_bucket END,
        interval '240 hours') AS c (cut)
    WHERE p.tier_id = p_tier AND u.from_bucket < u.to_bucket;
END
$$;

COMMENT ON FUNCTION rollup.log_profiles(integer, integer[], timestamptz[], timestamptz[], timestamptz) IS 'Notes that profiles of some stretches of a tier are out of date.';
