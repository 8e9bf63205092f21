-- Makes an import, or changes it: what is not given is as for a new one. What has been read is read anew if something else would be made of it. Returns whether it is new.
--   SELECT catalog.put_import('orders', 'shop.orders', 'ordered_at', '{amount}', '{country}');
-- p_key_columns of NULL: the primary key; p_series of NULL: the name of the import. SQLSTATE VA038: it cannot be imported like that.
-- Callers: the service; psql.
CREATE OR REPLACE FUNCTION catalog.put_import(
    p_name text,
    p_relation text,
    p_time_column text,
    p_value_columns text[] DEFAULT '{}',
    p_dimension_columns text[] DEFAULT '{}',
    p_key_columns text[] DEFAULT NULL,
    p_series text DEFAULT NULL,
    p_look_back interval DEFAULT interval '1 hour',
    p_active boolean DEFAULT true,
    p_now timestamptz DEFAULT clock_timestamp())
RETURNS boolean
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_relation text := catalog.import_name(p_relation);
    v_keys text[] := coalesce(p_key_columns, catalog.primary_key(p_relation));
    v_series text := coalesce(p_series, p_name);
    v_problems text;
    v_is_new boolean := NOT EXISTS (SELECT FROM catalog.imported_table AS i WHERE i.name = p_name);
BEGIN
    SELECT string_agg(c.message, '; ') INTO v_problems
    FROM (
        SELECT 'the name of an import is of up to 100 letters, digits, dots, hyphens and underscores' AS message
        WHERE (p_name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$') IS NOT TRUE
        UNION ALL
        SELECT f.message
        FROM catalog.check_import(v_relation, p_time_column, p_value_columns, p_dimension_columns, v_keys, v_series, p_look_back) AS f
        WHERE f.is_problem
        UNION ALL
        SELECT format('''%s'' are the points of the import ''%s''; choose another series', v_series, i.name)
        FROM catalog.imported_table AS i WHERE i.series = v_series AND i.name <> p_name
    ) AS c;
    IF v_problems IS NOT NULL THEN
        RAISE EXCEPTION '%', v_problems USING ERRCODE = 'VA038';
    END IF;
    INSERT INTO ops.job (job, tier) VALUES ('import', p_name) ON CONFLICT DO NOTHING;
    INSERT INTO catalog.imported_table AS i
        (name, relation, time_column, value_columns, dimension_columns, key_columns, series, look_back, is_active, created_at)
    VALUES (p_name, v_relation, p_time_column, p_value_columns, p_dimension_columns, v_keys, v_series, p_look_back, p_active, p_now)
    ON CONFLICT (name) DO UPDATE SET
        imported_until = CASE
            WHEN (i.relation, i.time_column, i.value_columns, i.dimension_columns, i.key_columns, i.series)
                = (EXCLUDED.relation, EXCLUDED.time_column, EXCLUDED.value_columns, EXCLUDED.dimension_columns, EXCLUDED.key_columns, EXCLUDED.series)
            THEN i.imported_until
        END,
        relation = EXCLUDED.relation, time_column = EXCLUDED.time_column, value_columns = EXCLUDED.value_columns,
        dimension_columns = EXCLUDED.dimension_columns, key_columns = EXCLUDED.key_columns, series = EXCLUDED.series,
        look_back = EXCLUDED.look_back, is_active = EXCLUDED.is_active;
    RETURN v_is_new;
END
$$;

COMMENT ON FUNCTION catalog.put_import(text, text, text, text[], text[], text[], text, interval, boolean, timestamptz) IS 'Makes or changes an import (SQLSTATE VA038 where it cannot be imported like that); returns whether it is new.';
