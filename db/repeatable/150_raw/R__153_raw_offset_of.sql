-- Microseconds since the start of the UTC hour, exactly: seconds of less than an hour keep microseconds apart as float8.
CREATE OR REPLACE FUNCTION raw.offset_of(p_time timestamptz)
RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT round(date_part('epoch', p_time - raw.hour_of(p_time)) * 1000000)::bigint
$$;

COMMENT ON FUNCTION raw.offset_of(timestamptz) IS 'Microseconds since the start of the UTC hour.';
