-- A positive number as people read it, with three digits that count, none after the point from a hundred on: 0.242, 1.00, 41.3, 1234.
-- Callers: rollup.adapt_window.
CREATE OR REPLACE FUNCTION rollup.three_digits(p_number double precision)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT round(n.value::numeric, greatest(0, 2 - floor(log(n.value))::integer))::text
    FROM (SELECT greatest(p_number, 1e-6) AS value) AS n
$$;

COMMENT ON FUNCTION rollup.three_digits(double precision) IS 'A positive number with three digits that count.';
