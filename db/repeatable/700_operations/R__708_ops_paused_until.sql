-- Until when maintenance windows keep a job from beginning anything: within one that pauses it, or outside of all those that it is to
-- work in only. NULL if they do not; infinity if no end is in sight.
-- Locks: none. Callers: ops.is_due, ops.monitor.
CREATE OR REPLACE FUNCTION ops.paused_until(p_job text, p_tier text, p_now timestamptz)
RETURNS timestamptz
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_time timestamptz := p_now;
    v_next timestamptz;
    v_only boolean;
    v_inside boolean;
    v_opens timestamptz;
BEGIN
    FOR v_turn IN 1 .. 100 LOOP
        SELECT max(o.to_time) FILTER (WHERE w.effect = 'pause' AND o.from_time <= v_time AND o.to_time > v_time),
            bool_or(w.effect = 'only'),
            bool_or(w.effect = 'only' AND o.from_time <= v_time AND o.to_time > v_time),
            min(o.from_time) FILTER (WHERE w.effect = 'only' AND o.from_time > v_time)
        INTO v_next, v_only, v_inside, v_opens
        FROM ops.maintenance_window AS w
        LEFT JOIN LATERAL ops.window_occurrences(w, v_time) AS o ON o.from_time < o.to_time
        WHERE (w.job IS NULL OR w.job = p_job) AND (w.tier IS NULL OR w.tier = p_tier);
        IF v_next IS NULL AND v_only AND v_inside IS NOT TRUE THEN
            v_next := coalesce(v_opens, 'infinity');
        END IF;
        EXIT WHEN v_next IS NULL;
        v_time := v_next;
        EXIT WHEN NOT isfinite(v_time);
    END LOOP;
    RETURN CASE WHEN v_time > p_now THEN v_time END;
END
$$;

COMMENT ON FUNCTION ops.paused_until(text, text, timestamptz) IS 'Until when maintenance windows keep a job from beginning anything; NULL if they do not.';
