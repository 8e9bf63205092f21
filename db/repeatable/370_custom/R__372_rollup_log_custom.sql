-- Logs which buckets of custom rollups a change of stored buckets of their source made out of date: of each group with a series
-- among those touched, whole buckets over [p_from, p_to). Whether they are made already is not asked: who makes them may be at it.
-- Of rollups that are folded from points, only what is not below raw's floor: no points change there, only what tiers hold (backfills log
-- all of it). What changed before the floor moved was logged by then, as the floor waits for that (rollup.custom_needed).
-- Locks: none; the caller holds the shards of the layer, under which members are written, since an earlier statement.
-- Callers: rollup.log_invalidations.
CREATE OR REPLACE FUNCTION rollup.log_custom(
    p_layer integer,
    p_series integer[],
    p_from timestamptz[],
    p_to timestamptz[],
    p_now timestamptz)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM rollup.custom AS c WHERE c.source_id = p_layer) THEN
        RETURN;
    END IF;
    INSERT INTO rollup.custom_invalidation (rollup_id, group_id, from_bucket, to_bucket, logged_at)
    SELECT r.rollup_id, r.group_id, lower(r.run), upper(r.run), p_now
    FROM (
        SELECT c.rollup_id, m.group_id, unnest(range_agg(tstzrange(
            rollup.bucket_start(c.width, k.from_time), rollup.bucket_ceil(c.width, t.to_time)))) AS run
        FROM unnest(p_series, p_from, p_to) AS t (series_id, from_time, to_time)
        JOIN rollup.custom_member AS m ON m.series_id = t.series_id
        JOIN rollup.custom AS c ON c.rollup_id = m.rollup_id AND c.source_id = p_layer
        JOIN rollup.floor AS f ON f.layer_id = 0
        LEFT JOIN rollup.series_floor AS s ON s.series_id = t.series_id AND s.layer_id = 0
        CROSS JOIN LATERAL (
            SELECT CASE WHEN c.layer_id = 0 THEN greatest(t.from_time, f.position, s.position) ELSE t.from_time END
        ) AS k (from_time)
        WHERE k.from_time < t.to_time
        GROUP BY c.rollup_id, m.group_id
    ) AS r;
END
$$;

COMMENT ON FUNCTION rollup.log_custom(integer, integer[], timestamptz[], timestamptz[], timestamptz) IS 'Logs which buckets of custom rollups a change of their source made out of date.';
