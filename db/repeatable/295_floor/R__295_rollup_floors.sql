-- The floors of all layers that hold for a series, raw's first, so that element layer + 1 is that of a layer; those of a
-- series without floors of its own for NULL.
CREATE OR REPLACE FUNCTION rollup.floors(p_series integer)
RETURNS timestamptz[]
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT array_agg(greatest(f.position, s.position) ORDER BY f.layer_id)
    FROM rollup.floor AS f
    LEFT JOIN rollup.series_floor AS s ON s.series_id = p_series AND s.layer_id = f.layer_id
$$;

COMMENT ON FUNCTION rollup.floors(integer) IS 'The floors of raw and of every tier that hold for a series.';
