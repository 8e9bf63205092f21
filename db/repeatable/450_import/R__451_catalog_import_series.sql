-- The name of the metric type that a value column's points have.
-- Callers: catalog.import_all_series, catalog.import_rows_sql.
CREATE OR REPLACE FUNCTION catalog.import_series(p_import catalog.imported_table, p_column text)
RETURNS text
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN cardinality(p_import.value_columns) > 1 THEN p_import.series || '.' || p_column ELSE p_import.series END
$$;

COMMENT ON FUNCTION catalog.import_series(catalog.imported_table, text) IS 'The series of an imported table''s value column.';
