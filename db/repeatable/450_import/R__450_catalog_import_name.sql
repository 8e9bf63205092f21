-- The name of a table or view as SQL writes it, with its schema; as it was given if there is none. Callers: catalog.put_import, the service.
CREATE OR REPLACE FUNCTION catalog.import_name(p_relation text)
RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(
        (SELECT format('%I.%I', n.nspname, c.relname)
        FROM pg_class AS c
        JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE c.oid = catalog.import_relation(p_relation)),
        p_relation)
$$;

COMMENT ON FUNCTION catalog.import_name(text) IS 'The name of a table or view with its schema; as given if there is none.';
