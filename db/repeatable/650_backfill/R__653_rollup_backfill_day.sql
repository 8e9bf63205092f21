-- Takes a step of a backfill: of the latest day before its position, or the one it is in, logs the next series of p_series,
-- which are in ascending order, as out of date in the finest tier, p_limit of them at most; the coarser tiers follow when that
-- is recomputed. p_is_rest says that there are no further series: if all are taken, the day is done.
-- Sealed buckets stay as they are: a refresh does not recompute them (docs/protocol.md, rule 6).
-- Returns how many days of a series were logged.
-- Locks: as rollup.invalidate, then the backfill's row. Callers: the backfill, which holds the lock of backfills.
CREATE OR REPLACE FUNCTION rollup.backfill_day(
    p_backfill bigint,
    p_series integer[],
    p_is_rest boolean,
    p_limit integer,
    p_now timestamptz)
RETURNS integer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_backfill rollup.backfill;
    v_day timestamptz;
    v_to timestamptz;
    v_stored integer[];
    v_logged integer[];
    v_is_done boolean;
BEGIN
    SELECT * INTO STRICT v_backfill FROM rollup.backfill WHERE backfill_id = p_backfill;
    v_day := rollup.bucket_start('1 day', CASE
        WHEN v_backfill.last_series > 0 THEN v_backfill.position - interval '1 microsecond'
        ELSE rollup.last_stored_time(v_backfill.first_day, v_backfill.position) END);
    IF v_day IS NULL THEN
        UPDATE rollup.backfill SET position = from_time, walked_at = p_now WHERE backfill_id = p_backfill;
        RETURN 0;
    END IF;
    v_to := least(v_backfill.position, rollup.bucket_end('1 day', v_day));
    v_stored := rollup.stored_series(p_series, v_day, rollup.bucket_end('1 day', v_day));
    v_logged := v_stored[:p_limit];
    v_is_done := p_is_rest AND cardinality(v_stored) <= p_limit;
    PERFORM rollup.invalidate(
        1, v_logged, array_fill(greatest(v_day, v_backfill.from_time), ARRAY[cardinality(v_logged)]),
        array_fill(v_to, ARRAY[cardinality(v_logged)]), p_now)
    WHERE cardinality(v_logged) > 0;
    UPDATE rollup.backfill
    SET position = CASE WHEN v_is_done THEN greatest(v_day, from_time) ELSE v_to END,
        last_series = CASE
            WHEN v_is_done THEN 0
            WHEN cardinality(v_stored) > p_limit THEN v_logged[p_limit]
            ELSE p_series[cardinality(p_series)] END,
        stretches = stretches + cardinality(v_logged),
        walked_at = CASE WHEN v_is_done AND v_day <= first_day THEN p_now END
    WHERE backfill_id = p_backfill;
    RETURN cardinality(v_logged);
END
$$;

COMMENT ON FUNCTION rollup.backfill_day(bigint, integer[], boolean, integer, timestamptz) IS 'Logs the next series of a day of a backfill as out of date; returns how many.';
