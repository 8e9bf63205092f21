-- The points of some series with time in [p_from, p_to), from batches and chunks: for psql, and where a statement
-- needs few of them. Reads only the chunks of the range. No locks beyond those of reading.
CREATE OR REPLACE FUNCTION raw.points(p_series integer[], p_from timestamptz, p_to timestamptz)
RETURNS TABLE (series_id integer, "time" timestamptz, source bigint, value double precision)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN QUERY EXECUTE 'SELECT * FROM ' || raw.point_sql('$1', quote_literal(p_from) || '::timestamptz',
        quote_literal(p_to) || '::timestamptz', quote_literal(p_from) || '::timestamptz', quote_literal(p_to) || '::timestamptz') || ' AS p'
    USING p_series;
END
$$;

COMMENT ON FUNCTION raw.points(integer[], timestamptz, timestamptz) IS 'The points of some series in a range.';
