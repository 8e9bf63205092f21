-- The first bucket boundary of width p_width at or after p_time, in UTC.
CREATE OR REPLACE FUNCTION rollup.bucket_ceil(p_width interval, p_time timestamptz)
RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE
        WHEN rollup.bucket_start(p_width, p_time) = p_time THEN p_time
        ELSE rollup.bucket_end(p_width, rollup.bucket_start(p_width, p_time))
    END
$$;

COMMENT ON FUNCTION rollup.bucket_ceil(interval, timestamptz) IS 'The first bucket boundary of a width at or after a time (UTC).';
