-- The table or view of a name as SQL writes it, with its schema or in public; NULL if there is none, or the text is no name.
-- Callers: catalog.check_import, the service.
CREATE OR REPLACE FUNCTION catalog.import_relation(p_relation text)
RETURNS regclass
LANGUAGE plpgsql STABLE STRICT
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_parts text[];
BEGIN
    v_parts := parse_ident(p_relation);
    RETURN CASE cardinality(v_parts)
        WHEN 1 THEN to_regclass(format('public.%I', v_parts[1]))
        WHEN 2 THEN to_regclass(format('%I.%I', v_parts[1], v_parts[2]))
    END;
EXCEPTION WHEN invalid_parameter_value THEN
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION catalog.import_relation(text) IS 'The table or view of that name; NULL if there is none.';
