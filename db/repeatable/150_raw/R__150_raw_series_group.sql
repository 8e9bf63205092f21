-- The group of 64 series that a series belongs to: a row of raw.batch holds points of one group, so that a single
-- series is read without reading all others, at a cost per row and not per point.
CREATE OR REPLACE FUNCTION raw.series_group(p_series integer)
RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT p_series >> 6
$$;

COMMENT ON FUNCTION raw.series_group(integer) IS 'The group of 64 series whose points share rows of raw.batch.';
