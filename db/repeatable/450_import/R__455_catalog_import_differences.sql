-- In what the points stored differ from an imported table's rows of [p_from, p_to): those to be written, which have a key, and those to be
-- deleted, which have none. Only points with a key are compared: others were not imported. series_id is NULL where there is no such series yet.
-- Locks: the table's, as any SELECT. Callers: catalog.import_write, which writes what this returns; people, to see whether it is nothing.
CREATE OR REPLACE FUNCTION catalog.import_differences(p_import catalog.imported_table, p_from timestamptz, p_to timestamptz)
RETURNS TABLE (series text, tags jsonb, "time" timestamptz, key text, value double precision, series_id integer, source bigint)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
-- Keys and tags are made of texts, which would else be the session's.
SET timezone = 'UTC'
SET datestyle = 'ISO'
SET intervalstyle = 'postgres'
SET bytea_output = 'hex'
SET extra_float_digits = 1
AS $$
BEGIN
    RETURN QUERY EXECUTE format($sql$
        WITH theirs AS MATERIALIZED (
            SELECT t.*, raw.key_source(t.key) AS source FROM (%s) AS t
        ), ids AS (
            SELECT i.* FROM catalog.import_stored_series($3) AS i
        ), ours AS MATERIALIZED (
            SELECT i.name, i.tags, p.series_id, p.time, p.source, p.value
            FROM raw.points(ARRAY(SELECT i.series_id FROM ids AS i), $1, $2) AS p
            JOIN ids AS i USING (series_id)
            WHERE p.source < 0
        )
        SELECT t.series, t.tags, coalesce(t.time, o.time), t.key, t.value, coalesce(o.series_id, i.series_id), coalesce(t.source, o.source)
        FROM theirs AS t
        FULL JOIN ours AS o ON o.name = t.series AND o.tags = t.tags AND o.time = t.time AND o.source = t.source
        LEFT JOIN ids AS i ON o.series_id IS NULL AND i.name = t.series AND i.tags = t.tags
        WHERE t.key IS NULL OR o.series_id IS NULL OR t.value <> o.value$sql$, catalog.import_rows_sql(p_import))
    USING p_from, p_to, p_import;
END
$$;

COMMENT ON FUNCTION catalog.import_differences(catalog.imported_table, timestamptz, timestamptz) IS 'In what the points stored differ from an imported table''s rows.';
