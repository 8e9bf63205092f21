-- The columns of a table's primary key, in its order; none if it has none. Callers: catalog.put_import, the service.
CREATE OR REPLACE FUNCTION catalog.primary_key(p_relation text)
RETURNS text[]
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(array_agg(a.attname::text ORDER BY k.n), '{}')
    FROM pg_index AS i
    CROSS JOIN unnest(i.indkey) WITH ORDINALITY AS k (attnum, n)
    JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
    WHERE i.indrelid = catalog.import_relation(p_relation) AND i.indisprimary AND k.n <= i.indnkeyatts
$$;

COMMENT ON FUNCTION catalog.primary_key(text) IS 'The columns of a table''s primary key; none if it has none.';
