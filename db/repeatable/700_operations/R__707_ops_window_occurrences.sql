-- When a maintenance window is, around a time: once, or from the day before to nine days after. A window over a change of clocks begins and
-- ends as the clocks show.
-- Callers: ops.paused_until.
CREATE OR REPLACE FUNCTION ops.window_occurrences(p_window ops.maintenance_window, p_time timestamptz)
RETURNS TABLE (from_time timestamptz, to_time timestamptz)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT p_window.from_at, p_window.until_at
    WHERE p_window.from_at IS NOT NULL
    UNION ALL
    SELECT (d.day + p_window.from_time) AT TIME ZONE p_window.time_zone,
        (d.day + CASE WHEN p_window.until_time <= p_window.from_time THEN 1 ELSE 0 END + p_window.until_time) AT TIME ZONE p_window.time_zone
    FROM generate_series(-1, 9) AS k (k)
    CROSS JOIN LATERAL (SELECT (p_time AT TIME ZONE p_window.time_zone)::date + k.k) AS d (day)
    WHERE p_window.from_time IS NOT NULL AND (p_window.days IS NULL OR extract(isodow FROM d.day) = ANY (p_window.days))
$$;

COMMENT ON FUNCTION ops.window_occurrences(ops.maintenance_window, timestamptz) IS 'When a maintenance window is, around a time.';
