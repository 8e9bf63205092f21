-- The number of the cell of a sketch that holds a value. Cells follow the logarithm of the magnitude (DDSketch): all values of a cell
-- are within a relative error of tanh(1/102) < 0.0099 of rollup.sketch_value. Numbers are in the order of the values: those of negative values
-- are negative, 0 is for zero and magnitudes below 1e-140. Values are at most 1e140, so their cells are 3560 to 36441.
CREATE OR REPLACE FUNCTION rollup.sketch_key(p_value double precision)
RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE
        WHEN abs(p_value) < 1e-140 THEN 0
        WHEN p_value > 0 THEN 20000 + ceil(51 * ln(p_value))::integer
        ELSE -20000 - ceil(51 * ln(-p_value))::integer
    END
$$;

COMMENT ON FUNCTION rollup.sketch_key(double precision) IS 'The cell of a sketch that holds a value; cells are in the order of values.';
