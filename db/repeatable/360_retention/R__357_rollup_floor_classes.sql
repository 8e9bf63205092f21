-- The different sets of floors there are among some series, or (NULL) among all: few, however many series.
CREATE OR REPLACE FUNCTION rollup.floor_classes(p_series integer[])
RETURNS TABLE (floors timestamptz[])
LANGUAGE sql STABLE
AS $$
    SELECT rollup.floors(NULL)
    UNION
    SELECT rollup.floors(s.series_id)
    FROM (SELECT DISTINCT f.series_id FROM rollup.series_floor AS f WHERE p_series IS NULL OR f.series_id = ANY (p_series)) AS s
$$;

COMMENT ON FUNCTION rollup.floor_classes(integer[]) IS 'The different sets of floors among some series, or among all.';
