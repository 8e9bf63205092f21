-- Microseconds since 1970 to a time, exactly: below 2^53 the product is exact, and 2200 is below.
CREATE OR REPLACE FUNCTION raw.time_of(p_micros bigint)
RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT timestamptz '1970-01-01 00:00:00+00' + p_micros * interval '1 microsecond'
$$;

COMMENT ON FUNCTION raw.time_of(bigint) IS 'The time that many microseconds after 1970-01-01 UTC.';
