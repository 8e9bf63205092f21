-- The tier of a name: 1h, or that of its table, with or without the schema, gold.rollup_1h. SQLSTATE VA036: there is none.
CREATE OR REPLACE FUNCTION rollup.tier_named(p_name text)
RETURNS integer
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_tier integer := (
        SELECT t.tier_id FROM rollup.tier AS t WHERE p_name IN (t.name, t.table_name, format('%s.%s', t.schema_name, t.table_name)));
BEGIN
    IF v_tier IS NULL THEN
        RAISE EXCEPTION 'there is no tier %', p_name
            USING ERRCODE = 'VA036', HINT = 'Tiers are ' || (SELECT string_agg(t.name, ', ' ORDER BY t.tier_id) FROM rollup.tier AS t) || '.';
    END IF;
    RETURN v_tier;
END
$$;

COMMENT ON FUNCTION rollup.tier_named(text) IS 'The tier of a name, or of the name of its table (SQLSTATE VA036 for any other).';
