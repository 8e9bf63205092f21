-- The rule by which refreshes find out how much to do at once (docs/adr/0031): a window, 1 being the usual, after something was done by it
-- that took p_seconds where p_target were to be taken. What took longer makes it smaller, as far as it was used; what took less makes it larger if it left something to
-- do (p_is_full), since what left nothing says nothing about how much could have been done. More than a million rows in one transaction make it smaller,
-- however quick they were. p_used: which part of the window was used, up to 1: there may not have been as much. Where nothing was, nothing is known.
--
--   target / seconds   ..0.25        0.8       1.25        4..
--   window becomes     a quarter   *ratio    as it was   *ratio   four times as large, within 1/4096 and 4
--
-- Callers: rollup.adapt_window.
CREATE OR REPLACE FUNCTION rollup.window_after(
    p_size double precision,
    p_seconds double precision,
    p_rows bigint,
    p_used double precision,
    p_is_full boolean,
    p_target double precision)
RETURNS double precision
LANGUAGE sql IMMUTABLE
AS $$
    SELECT rollup.window_within(p_size * CASE
        WHEN p_used <= 0 OR r.ratio > 0.8 AND r.ratio < 1.25 THEN 1
        WHEN r.ratio > 1 THEN CASE WHEN p_is_full THEN least(4, r.ratio) ELSE 1 END
        ELSE least(1, greatest(p_used, 1e-6)) * greatest(0.25, r.ratio)
    END)
    FROM (SELECT least(p_target / greatest(p_seconds, 1e-6), 1e6 / greatest(p_rows, 1)) AS ratio) AS r
$$;

COMMENT ON FUNCTION rollup.window_after(double precision, double precision, bigint, double precision, boolean, double precision) IS 'How much to do at once, 1 being the usual, after what was done by a window took so long: at most four times or a quarter of that, from 1/4096 to 4.';
