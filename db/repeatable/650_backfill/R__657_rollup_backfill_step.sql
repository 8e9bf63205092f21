-- Takes a step of a backfill, which is a transaction: begins it, or logs the next series of a day as out of date as long as what waits leaves room, or, when all of its
-- range is logged, looks whether it is finished. p_series: ids of the next series it is for, in ascending order, one more than p_limit if there are as many;
-- NULL: they are looked up here. Returns whether another step can be taken at once, how many days of a series were logged, and whether it is finished;
-- false also if another session is at a step.
-- Locks: backfills (kind 11), without waiting; then as rollup.backfill_day. Callers: rollup.run_backfills, the service, which holds the lock already.
CREATE OR REPLACE FUNCTION rollup.backfill_step(
    p_backfill bigint,
    p_max_pending integer,
    p_now timestamptz,
    p_series integer[] DEFAULT NULL,
    p_limit integer DEFAULT 1000,
    OUT moved boolean,
    OUT logged integer,
    OUT finished boolean)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_backfill rollup.backfill;
    v_pending integer;
    v_series integer[] := p_series;
BEGIN
    moved := false;
    logged := 0;
    finished := false;
    IF NOT pg_try_advisory_xact_lock(rollup.lock_key(11, 0, 0)) THEN
        RETURN;
    END IF;
    SELECT * INTO v_backfill FROM rollup.backfill AS b WHERE b.backfill_id = p_backfill AND b.finished_at IS NULL;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF v_backfill.started_at IS NULL THEN
        PERFORM rollup.backfill_start(p_backfill, p_now);
        moved := true;
        RETURN;
    END IF;
    IF v_backfill.walked_at IS NOT NULL THEN
        finished := rollup.backfill_finish(p_backfill, p_now);
        RETURN;
    END IF;
    v_pending := (
        SELECT count(*)
        FROM (
            SELECT FROM rollup.invalidation AS i
            WHERE i.tier_id = 1 AND i.from_bucket < v_backfill.to_time
                AND i.from_bucket >= rollup.bucket_start('1 day', v_backfill.position - interval '1 microsecond')
            LIMIT p_max_pending
        ) AS first);
    IF v_pending < p_max_pending THEN
        v_series := coalesce(p_series, rollup.backfill_series(v_backfill.series_pattern, v_backfill.last_series, p_limit + 1));
        logged := rollup.backfill_day(
            p_backfill, v_series[:p_limit], cardinality(v_series) <= p_limit, p_max_pending - v_pending, p_now);
        moved := true;
    END IF;
END
$$;

COMMENT ON FUNCTION rollup.backfill_step(bigint, integer, timestamptz, integer[], integer) IS 'Takes a step of a backfill; whether another can be taken at once, what was logged, and whether it is finished.';
