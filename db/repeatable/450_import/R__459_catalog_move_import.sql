-- Has everything from a time on read again by an import's next round. Returns whether there is such an import. Callers: the service; psql.
CREATE OR REPLACE FUNCTION catalog.move_import(p_name text, p_to timestamptz)
RETURNS boolean
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH moved AS (
        UPDATE catalog.imported_table SET imported_until = least(imported_until, p_to) WHERE name = p_name RETURNING name
    )
    SELECT EXISTS (SELECT FROM moved)
$$;

COMMENT ON FUNCTION catalog.move_import(text, timestamptz) IS 'Has everything from a time on read again by an import; returns whether there is such an import.';
