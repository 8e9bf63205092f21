-- How many digits after the point (0 to 6) a value has as a decimal number, NULL if it is not such a number: if it is
-- not equal, bit for bit, to a whole number divided by that power of ten. -0 and what is not finite are not either.
-- A value that has d digits in this sense has D > d digits too, as long as its D-fold shift stays below 2^50.
CREATE OR REPLACE FUNCTION raw.decimal_digits(p_value double precision)
RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE
        WHEN p_value = 0 THEN CASE WHEN p_value::text = '0' THEN 0 END
        WHEN abs(p_value) > 1125899906842624 THEN NULL
        WHEN round(p_value) = p_value THEN 0
        WHEN round(p_value * 10) / 10 = p_value THEN 1
        WHEN round(p_value * 100) / 100 = p_value THEN 2
        WHEN round(p_value * 1000) / 1000 = p_value THEN 3
        WHEN round(p_value * 10000) / 10000 = p_value THEN 4
        WHEN round(p_value * 100000) / 100000 = p_value THEN 5
        WHEN round(p_value * 1000000) / 1000000 = p_value THEN 6
    END
$$;

COMMENT ON FUNCTION raw.decimal_digits(double precision) IS 'Digits after the decimal point, 0 to 6; NULL for a value that is not exactly such a decimal number.';
