-- The series that an imported table's points have been stored in so far.
-- Callers: catalog.import_step, catalog.import_differences.
CREATE OR REPLACE FUNCTION catalog.import_stored_series(p_import catalog.imported_table)
RETURNS TABLE (series_id integer, name text, tags jsonb)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.series_id, m.name, s.tags
    FROM catalog.metric_type AS m
    JOIN catalog.field AS f USING (metric_type_id)
    JOIN catalog.series AS s USING (field_id)
    WHERE f.name = 'value' AND s.user_id IS NULL AND m.name IN (SELECT catalog.import_all_series(p_import))
$$;

COMMENT ON FUNCTION catalog.import_stored_series(catalog.imported_table) IS 'The series that an imported table''s points are stored in.';
