-- The floors of rollup.floors of each of some series, once each. Nearly all series have none of their own, and are not looked at one by one: a
-- function called per series is what takes longest of many.
CREATE OR REPLACE FUNCTION rollup.floors_of(p_series integer[])
RETURNS TABLE (series_id integer, floors timestamptz[])
LANGUAGE sql STABLE
AS $$
    WITH common AS MATERIALIZED (
        SELECT rollup.floors(NULL) AS floors
    )
    SELECT s.series_id,
        CASE WHEN EXISTS (SELECT FROM rollup.series_floor AS f WHERE f.series_id = s.series_id) THEN rollup.floors(s.series_id) ELSE c.floors END
    FROM (SELECT DISTINCT u.series_id FROM unnest(p_series) AS u (series_id)) AS s
    CROSS JOIN common AS c
$$;

COMMENT ON FUNCTION rollup.floors_of(integer[]) IS 'The floors of raw and of every tier that hold for each of some series.';
