-- Writes down that what a layer holds of some series below their floors is archived. Series without a floor are passed over.
-- Locks: the rows. Caller: retention, in the transaction that wrote the file, in which it holds the layer's lock, so that no floor moves.
CREATE OR REPLACE FUNCTION rollup.mark_archived(p_layer integer, p_series integer[])
RETURNS void
LANGUAGE sql VOLATILE
AS $$
    INSERT INTO rollup.archived_series AS a (layer_id, series_id, position)
    SELECT p_layer, f.series_id, f.position
    FROM (SELECT u AS series_id, (rollup.floors(u))[p_layer + 1] AS position FROM unnest(p_series) AS u) AS f
    WHERE isfinite(f.position)
    ON CONFLICT (layer_id, series_id) DO UPDATE SET position = EXCLUDED.position WHERE a.position < EXCLUDED.position
$$;

COMMENT ON FUNCTION rollup.mark_archived(integer, integer[]) IS 'Writes down that what lies below the floors of some series is archived.';
