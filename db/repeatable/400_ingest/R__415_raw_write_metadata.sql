-- Stores the metadata of points just written by raw.write_points, in the same transaction. Without repeats of
-- (series, time, source); each element of p_metadata is a JSON object.
CREATE OR REPLACE FUNCTION raw.write_metadata(
    p_series integer[],
    p_time bigint[],
    p_source bigint[],
    p_metadata text[])
RETURNS void
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO raw.point_metadata (series_id, time, source, metadata)
    SELECT i.series_id, raw.time_of(i.micros), i.source, i.metadata::jsonb
    FROM unnest(p_series, p_time, p_source, p_metadata) AS i (series_id, micros, source, metadata)
    ON CONFLICT (series_id, time, source) DO UPDATE SET metadata = EXCLUDED.metadata
$$;

COMMENT ON FUNCTION raw.write_metadata(integer[], bigint[], bigint[], text[]) IS 'Stores the metadata of points written in the same transaction.';
