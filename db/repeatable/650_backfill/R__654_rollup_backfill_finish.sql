-- Whether everything a walked backfill logged has been recomputed, in all tiers; if so, it is finished. Late points may be
-- logged all the time, so it waits for what is in the log by a certain entry only. A refresh that consumes entries logs others, of coarser
-- tiers, in the same transaction: so when none is left, it waits for what is there then, once for each tier.
-- Locks: the backfill's row. Callers: the backfill, which holds the lock of backfills.
CREATE OR REPLACE FUNCTION rollup.backfill_finish(p_backfill bigint, p_now timestamptz)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_backfill rollup.backfill;
    v_tiers integer := (SELECT count(*) FROM rollup.tier);
    v_log record;
BEGIN
    SELECT * INTO STRICT v_backfill FROM rollup.backfill WHERE backfill_id = p_backfill;
    LOOP
        -- One statement, so one snapshot: where an entry is gone, those it made are there.
        SELECT
            EXISTS (
                SELECT FROM rollup.invalidation AS i
                WHERE i.invalidation_id <= v_backfill.log_bound
                    AND i.from_bucket < v_backfill.to_time AND i.to_bucket > v_backfill.from_time) AS is_pending,
            (SELECT max(i.invalidation_id) FROM rollup.invalidation AS i) AS newest
        INTO v_log;
        IF v_log.is_pending THEN
            RETURN false;
        END IF;
        IF v_log.newest IS NULL OR v_backfill.log_rounds >= v_tiers THEN
            UPDATE rollup.backfill SET finished_at = p_now WHERE backfill_id = p_backfill;
            RETURN true;
        END IF;
        UPDATE rollup.backfill SET log_bound = v_log.newest, log_rounds = log_rounds + 1
        WHERE backfill_id = p_backfill
        RETURNING * INTO v_backfill;
    END LOOP;
END
$$;

COMMENT ON FUNCTION rollup.backfill_finish(bigint, timestamptz) IS 'Whether everything a backfill logged has been recomputed; if so, it is finished.';
