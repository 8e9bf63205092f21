-- Settles raw's log: CALL raw.settle_all(). As the service's round: nothing while the job is paused, by hand or in a maintenance window, or waits after a failure. p_keep: how long after
-- its end an hour stays in the log; '0' settles every hour that is over. Failures are in the ledger, and warned of. Cannot be called inside a transaction block.
CREATE OR REPLACE PROCEDURE raw.settle_all(
    p_now timestamptz DEFAULT clock_timestamp(),
    p_keep interval DEFAULT interval '10 minutes',
    p_limit integer DEFAULT 5000,
    p_batches integer DEFAULT 200)
LANGUAGE plpgsql
AS $$
DECLARE
    v_failure jsonb;
BEGIN
    IF (SELECT ops.is_due(j, p_now) FROM ops.job AS j WHERE j.job = 'settle' AND j.tier = 'raw') THEN
        CALL raw.settle_shards(p_now, p_keep, p_limit, p_batches, v_failure);
    END IF;
END
$$;

COMMENT ON PROCEDURE raw.settle_all(timestamptz, interval, integer, integer) IS 'Settles raw''s log, if that is due.';
