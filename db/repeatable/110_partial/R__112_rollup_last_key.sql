-- A key whose maximum is the latest point: {seconds since 1970, source / 2^32, source mod 2^32, series, value}. Ties of
-- time go to the higher source, then to the higher series. An array of float8 because max() over it is one C call per
-- row in a hash aggregate, several times faster than array_agg with an ORDER BY. Seconds as float8 keep microseconds
-- apart and in order for all years 1900 to 2200; the two halves of the source are exact.
CREATE OR REPLACE FUNCTION rollup.last_key(p_time timestamptz, p_source bigint, p_series integer, p_value double precision)
RETURNS double precision[]
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT ARRAY[
        date_part('epoch', p_time),
        (p_source >> 32)::double precision,
        (p_source & 4294967295)::double precision,
        p_series::double precision,
        p_value]
$$;

COMMENT ON FUNCTION rollup.last_key(timestamptz, bigint, integer, double precision) IS 'Key whose max() is the latest point; element 5 is its value.';
