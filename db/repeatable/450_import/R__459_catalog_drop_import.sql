-- Ends an import; points that were imported stay. Returns whether there was one. Callers: the service; psql.
CREATE OR REPLACE FUNCTION catalog.drop_import(p_name text)
RETURNS boolean
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH job AS (
        DELETE FROM ops.job WHERE job = 'import' AND tier = p_name
    ), dropped AS (
        DELETE FROM catalog.imported_table WHERE name = p_name RETURNING name
    )
    SELECT EXISTS (SELECT FROM dropped)
$$;

COMMENT ON FUNCTION catalog.drop_import(text) IS 'Ends an import, whose points stay; returns whether there was one.';
