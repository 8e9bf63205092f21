-- The names of the metric types that an imported table's points have. Callers: catalog.import_stored_series, catalog.import_write.
CREATE OR REPLACE FUNCTION catalog.import_all_series(p_import catalog.imported_table)
RETURNS SETOF text
LANGUAGE sql STABLE
AS $$
    SELECT catalog.import_series(p_import, c.name)
    FROM unnest(CASE WHEN cardinality(p_import.value_columns) = 0 THEN ARRAY[''] ELSE p_import.value_columns END) AS c (name)
$$;

COMMENT ON FUNCTION catalog.import_all_series(catalog.imported_table) IS 'The names of the metric types that an imported table''s points have.';
