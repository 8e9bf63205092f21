-- How much a refresh of a tier or custom rollup takes at once, forward or batch: what those before it found out, else 1, the usual.
-- Callers: rollup.refresh_forward, take_step, take_batch, custom_forward, custom_refresh_invalidated, ops.monitor.
CREATE OR REPLACE FUNCTION rollup.kept_window(p_tier text, p_window text)
RETURNS double precision
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce((
        SELECT CASE p_window WHEN 'forward' THEN w.forward ELSE w.batch END
        FROM rollup.refresh_window AS w
        WHERE w.job = 'refresh' AND w.tier = p_tier), 1)
$$;

COMMENT ON FUNCTION rollup.kept_window(text, text) IS 'How much a refresh of a tier or custom rollup takes at once, forward or batch, 1 being the usual.';
