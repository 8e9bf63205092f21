-- Makes the next step or batch of a tier or custom rollup smaller or larger by what this one took (rollup.window_after), for all who refresh it, and
-- notes why among the decisions of the run. p_size: the window it was done by, which another session may have changed meanwhile. p_window: forward or batch.
-- Returns why, or NULL if nothing changes. How long something takes is between the server and itself, so its clock counts, not the caller's time.
-- Locks: the row, to the end of the transaction, which is at its end. Callers: rollup.take_step, take_batch, custom_forward, custom_refresh_invalidated.
CREATE OR REPLACE FUNCTION rollup.adapt_window(
    p_tier text,
    p_window text,
    p_size double precision,
    p_began timestamptz,
    p_rows bigint,
    p_used double precision,
    p_is_full boolean,
    p_target interval,
    p_run bigint,
    p_now timestamptz)
RETURNS text
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_seconds double precision := date_part('epoch', clock_timestamp() - p_began);
    v_target double precision := date_part('epoch', p_target)
        * coalesce((SELECT w.share FROM rollup.refresh_window AS w WHERE w.job = 'refresh' AND w.tier = p_tier), 1);
    v_next double precision := rollup.window_after(p_size, v_seconds, p_rows, p_used, p_is_full, v_target);
    v_reason text;
BEGIN
    IF v_next = p_size THEN
        RETURN NULL;
    END IF;
    INSERT INTO rollup.refresh_window AS w (tier, forward, batch, decided_at)
    VALUES (p_tier, CASE p_window WHEN 'forward' THEN v_next ELSE 1 END, CASE p_window WHEN 'batch' THEN v_next ELSE 1 END, p_now)
    ON CONFLICT (job, tier) DO UPDATE
    SET forward = CASE p_window WHEN 'forward' THEN v_next ELSE w.forward END,
        batch = CASE p_window WHEN 'batch' THEN v_next ELSE w.batch END,
        decided_at = p_now;
    v_reason := format('%s window is %s, was %s: %s in %s s of %s s', p_window, rollup.three_digits(v_next), rollup.three_digits(p_size),
        format(CASE p_window WHEN 'forward' THEN 'a step wrote %s rows' ELSE '%s entries were recomputed' END,
            to_char(p_rows, 'FM999,999,999,999')),
        rollup.three_digits(v_seconds), rollup.three_digits(v_target));
    PERFORM ops.note_decision(p_run, v_reason);
    RETURN v_reason;
END
$$;

COMMENT ON FUNCTION rollup.adapt_window(text, text, double precision, timestamptz, bigint, double precision, boolean, interval, bigint, timestamptz) IS 'Makes what a refresh takes at once smaller or larger by how long this took; returns why.';
