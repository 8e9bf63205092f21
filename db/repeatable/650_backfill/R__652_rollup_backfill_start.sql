-- Begins a backfill: finds out from which day to which anything is stored of its range, behind the watermark of the finest
-- tier; what lies beyond will be made by the forward step. Where there is nothing, it is walked already.
-- Locks: the backfill's row. Callers: the backfill, which holds the lock of backfills.
CREATE OR REPLACE FUNCTION rollup.backfill_start(p_backfill bigint, p_now timestamptz)
RETURNS void
LANGUAGE sql VOLATILE
AS $$
    WITH range AS (
        SELECT b.from_time, least(b.to_time, w.position) AS to_time
        FROM rollup.backfill AS b
        JOIN rollup.watermark AS w ON w.tier_id = 1
        WHERE b.backfill_id = p_backfill
    ), stored AS (
        SELECT r.to_time, (
                SELECT min(rollup.next_stored_time(l.layer, r.from_time, r.to_time))
                FROM (SELECT 0 UNION ALL SELECT t.tier_id FROM rollup.tier AS t) AS l (layer)
                WHERE r.from_time < r.to_time) AS first_time
        FROM range AS r
    )
    UPDATE rollup.backfill AS b
    SET started_at = p_now,
        first_day = rollup.bucket_start('1 day', s.first_time),
        last_day = CASE WHEN s.first_time IS NOT NULL THEN rollup.bucket_start('1 day', s.to_time - interval '1 microsecond') END,
        position = CASE WHEN s.first_time IS NOT NULL THEN s.to_time ELSE b.from_time END,
        walked_at = CASE WHEN s.first_time IS NULL THEN p_now END
    FROM stored AS s
    WHERE b.backfill_id = p_backfill
$$;

COMMENT ON FUNCTION rollup.backfill_start(bigint, timestamptz) IS 'Begins a backfill: finds the first and the last day on which anything is stored.';
