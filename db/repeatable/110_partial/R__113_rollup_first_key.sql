-- A key whose maximum is the earliest point: {seconds since 1970, source / 2^32, source mod 2^32, series, value}. As
-- rollup.last_key, with the time negated, so that ties of time still go to the higher source, then to the higher series.
CREATE OR REPLACE FUNCTION rollup.first_key(p_time timestamptz, p_source bigint, p_series integer, p_value double precision)
RETURNS double precision[]
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT ARRAY[
        -date_part('epoch', p_time),
        (p_source >> 32)::double precision,
        (p_source & 4294967295)::double precision,
        p_series::double precision,
        p_value]
$$;

COMMENT ON FUNCTION rollup.first_key(timestamptz, bigint, integer, double precision) IS 'Key whose max() is the earliest point; element 5 is its value.';
