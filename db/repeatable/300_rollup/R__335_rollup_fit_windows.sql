-- Looks how busy the database is, before the first step of a run: while p_busy_sessions of others or more are at work on it (0 for never), the target time of a tier or custom rollup
-- is half as long, and so are its windows, at once; once they are not, it is whole again, and so are they. Returns why, which is among the decisions
-- of the run, or NULL if nothing changes.
-- Locks: the row, to the end of the transaction. Callers: the service and procedures, at the beginning of a refresh.
CREATE OR REPLACE FUNCTION rollup.fit_windows(p_tier text, p_busy_sessions integer, p_run bigint, p_now timestamptz)
RETURNS text
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_busy integer := CASE WHEN p_busy_sessions > 0 THEN ops.busy_sessions() ELSE 0 END;
    v_share double precision := CASE WHEN p_busy_sessions > 0 AND v_busy >= p_busy_sessions THEN 0.5 ELSE 1 END;
    v_reason text;
BEGIN
    INSERT INTO rollup.refresh_window AS w (tier, forward, batch, share, decided_at)
    SELECT p_tier, v_share, v_share, v_share, p_now
    WHERE v_share < 1 OR EXISTS (SELECT FROM rollup.refresh_window AS k WHERE k.job = 'refresh' AND k.tier = p_tier)
    ON CONFLICT (job, tier) DO UPDATE
    SET forward = rollup.window_within(w.forward * v_share / w.share),
        batch = rollup.window_within(w.batch * v_share / w.share),
        share = v_share, decided_at = p_now
    WHERE w.share <> v_share;
    IF FOUND THEN
        v_reason := format('windows are %s: %s sessions are at work, %s are many',
            CASE WHEN v_share < 1 THEN 'halved' ELSE 'whole again' END, v_busy, p_busy_sessions);
        PERFORM ops.note_decision(p_run, v_reason);
    END IF;
    RETURN v_reason;
END
$$;

COMMENT ON FUNCTION rollup.fit_windows(text, integer, bigint, timestamptz) IS 'Halves what a refresh takes at once while the database is busy, and makes it whole again; returns why.';
