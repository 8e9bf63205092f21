-- End (exclusive) of the bucket of width p_width that starts at p_start, in UTC.
CREATE OR REPLACE FUNCTION rollup.bucket_end(p_width interval, p_start timestamptz)
RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT ((p_start AT TIME ZONE 'UTC') + p_width) AT TIME ZONE 'UTC'
$$;

COMMENT ON FUNCTION rollup.bucket_end(interval, timestamptz) IS 'End, exclusive, of the bucket of a width that starts at a time (UTC).';
