-- A window within its bounds: what refreshes take at once is from 1/4096 to four times the usual (docs/adr/0031).
-- Callers: rollup.window_after, fit_windows.
CREATE OR REPLACE FUNCTION rollup.window_within(p_size double precision)
RETURNS double precision
LANGUAGE sql IMMUTABLE
AS $$
    SELECT least(4, greatest(1 / 4096::double precision, p_size))
$$;

COMMENT ON FUNCTION rollup.window_within(double precision) IS 'A window within its bounds, 1/4096 and 4.';
