-- Which part of its window a forward step over [p_from, p_to) used, up to 1: of the stretch that is always taken, or, of a step that reached
-- further because little is stored, of the rows it may reach over. Callers: rollup.refresh_forward, rollup.custom_forward.
CREATE OR REPLACE FUNCTION rollup.window_used(p_tier rollup.tier, p_from timestamptz, p_to timestamptz, p_window double precision)
RETURNS double precision
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT least(1, CASE
        WHEN NOT isfinite(p_from) THEN 0
        WHEN s.used <= 1 THEN s.used
        ELSE rollup.count_stored(p_tier.source_id, p_from, p_to, (5000 * p_window)::integer) / (5000 * p_window)
    END)
    FROM (
        SELECT CASE WHEN isfinite(p_from) THEN date_part('epoch', p_to - p_from) END
            / (date_part('epoch', p_tier.step) * p_window) AS used
    ) AS s
$$;

COMMENT ON FUNCTION rollup.window_used(rollup.tier, timestamptz, timestamptz, double precision) IS 'Which part of its window a forward step used.';
