-- Start of the UTC hour that holds a time. The origin lies before all points: date_bin of early PostgreSQL 14 and 15 is
-- wrong before its origin.
CREATE OR REPLACE FUNCTION raw.hour_of(p_time timestamptz)
RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT date_bin('1 hour', p_time, timestamptz '1800-01-01 00:00:00+00')
$$;

COMMENT ON FUNCTION raw.hour_of(timestamptz) IS 'Start of the UTC hour that holds a time.';
