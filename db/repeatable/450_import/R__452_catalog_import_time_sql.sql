-- SQL text of a row's time as timestamptz, and of the condition that it lies in [$1, $2), written so that an index on the column serves.
-- Callers: catalog.import_rows_sql, catalog.import_step.
CREATE OR REPLACE FUNCTION catalog.import_time_sql(p_import catalog.imported_table, OUT expression text, OUT condition text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE c.type
            WHEN 'timestamp with time zone' THEN format('r.%I', c.name)
            ELSE format('r.%I::timestamp AT TIME ZONE ''UTC''', c.name)
        END,
        CASE c.type
            WHEN 'timestamp with time zone' THEN format('r.%1$I >= $1 AND r.%1$I < $2', c.name)
            WHEN 'timestamp without time zone' THEN format('r.%1$I >= $1 AT TIME ZONE ''UTC'' AND r.%1$I < $2 AT TIME ZONE ''UTC''', c.name)
            ELSE format('r.%1$I >= ($1 AT TIME ZONE ''UTC'')::date AND r.%1$I::timestamp >= $1 AT TIME ZONE ''UTC'''
                ' AND r.%1$I <= ($2 AT TIME ZONE ''UTC'')::date AND r.%1$I::timestamp < $2 AT TIME ZONE ''UTC''', c.name)
        END
    FROM (
        SELECT a.attname AS name, format_type(a.atttypid, NULL) AS type
        FROM pg_attribute AS a
        WHERE a.attrelid = p_import.relation::regclass AND a.attname = p_import.time_column
    ) AS c
$$;

COMMENT ON FUNCTION catalog.import_time_sql(catalog.imported_table) IS 'SQL text of the time of an imported table''s row, and of its lying in [$1, $2).';
