-- Notes that buckets of a tier that were stored already are changed: of those series, beginning in those stretches of time,
-- p_to exclusive. In the transaction that changes them, so that whoever sees the change sees another stamp.
-- Locks: rows of rollup.revision, which nobody else writes, as the caller holds the shards.
-- Callers: rollup.recompute_stretches, rollup.merge_points.
CREATE OR REPLACE FUNCTION rollup.stamp(p_tier integer, p_series integer[], p_from timestamptz[], p_to timestamptz[])
RETURNS void
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO rollup.revision (tier_id, slice, stretch, stamp)
    SELECT p_tier, c.slice, c.stretch, (SELECT gen_random_uuid())
    FROM (
        SELECT DISTINCT rollup.slice(u.series_id) AS slice, s.stretch
        FROM rollup.tier AS t
        CROSS JOIN unnest(p_series, p_from, p_to) AS u (series_id, from_time, to_time)
        CROSS JOIN LATERAL generate_series(
            rollup.stretch(t.width, u.from_time),
            rollup.stretch(t.width, u.to_time - interval '1 microsecond')) AS s (stretch)
        WHERE t.tier_id = p_tier
    ) AS c
    ON CONFLICT (tier_id, slice, stretch) DO UPDATE SET stamp = EXCLUDED.stamp;
$$;

COMMENT ON FUNCTION rollup.stamp(integer, integer[], timestamptz[], timestamptz[]) IS 'Notes that stored buckets of a tier are changed by this transaction.';
