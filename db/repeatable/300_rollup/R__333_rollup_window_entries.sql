-- How many entries of a log to take at once by a window, where p_usual are the usual. Callers: rollup.take_batch, custom_refresh_invalidated.
CREATE OR REPLACE FUNCTION rollup.window_entries(p_usual integer, p_size double precision)
RETURNS integer
LANGUAGE sql IMMUTABLE
AS $$
    SELECT greatest(1, least(10000, round(p_usual * p_size)))::integer
$$;

COMMENT ON FUNCTION rollup.window_entries(integer, double precision) IS 'How many entries of a log to take at once by a window: 1 to 10,000.';
