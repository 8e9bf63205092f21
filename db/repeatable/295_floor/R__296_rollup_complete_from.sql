-- The start of the first bucket of a width over which a layer with the given floor is still complete.
CREATE OR REPLACE FUNCTION rollup.complete_from(p_width interval, p_floor timestamptz)
RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN isfinite(p_floor) THEN rollup.bucket_ceil(p_width, p_floor) ELSE p_floor END
$$;

COMMENT ON FUNCTION rollup.complete_from(interval, timestamptz) IS 'Start of the first bucket over which a layer with that floor is complete.';
