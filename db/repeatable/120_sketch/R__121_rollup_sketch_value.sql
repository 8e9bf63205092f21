-- The value that stands for all of a cell of a sketch: the one with the smallest relative distance to both its ends,
-- exp((n - 1) / 51) and exp(n / 51).
CREATE OR REPLACE FUNCTION rollup.sketch_value(p_key integer)
RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN p_key = 0 THEN 0 ELSE
        sign(p_key::double precision) * exp((abs(p_key) - 20000)::double precision / 51) * (2 / (1 + exp(1::double precision / 51)))
    END
$$;

COMMENT ON FUNCTION rollup.sketch_value(integer) IS 'The value that stands for a cell of a sketch.';
