-- A time to microseconds since 1970, exactly: in two parts, because seconds since 1970 as float8 are too coarse.
CREATE OR REPLACE FUNCTION raw.micros_of(p_time timestamptz)
RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT date_part('epoch', raw.hour_of(p_time))::bigint * 1000000 + raw.offset_of(p_time)
$$;

COMMENT ON FUNCTION raw.micros_of(timestamptz) IS 'Microseconds from 1970-01-01 UTC to a time.';
