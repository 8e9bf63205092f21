-- SQL text that selects (series, tags, time, key, value) of the points that an imported table's rows of [$1, $2) are. A NULL, a value that
-- is not finite, and a row without a time are no points.
-- Callers: catalog.import_differences.
CREATE OR REPLACE FUNCTION catalog.import_rows_sql(p_import catalog.imported_table)
RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT format($sql$
        SELECT v.series, jsonb_strip_nulls(jsonb_build_object(%1$s)) AS tags, %2$s AS time,
            encode(sha256(convert_to(%3$L || jsonb_build_array(%4$s)::text, 'UTF8')), 'hex') AS key, v.value
        FROM %5$s AS r
        CROSS JOIN LATERAL (VALUES %6$s) AS v (series, value)
        WHERE %7$s AND v.value > '-Infinity' AND v.value < 'Infinity'$sql$,
        (SELECT string_agg(format('%L, nullif(r.%I::text, '''')', d.name, d.name), ', ' ORDER BY d.n)
        FROM unnest(p_import.dimension_columns) WITH ORDINALITY AS d (name, n)),
        t.expression, p_import.name || ':',
        (SELECT string_agg(format('r.%I', k.name), ', ' ORDER BY k.n) FROM unnest(p_import.key_columns) WITH ORDINALITY AS k (name, n)),
        p_import.relation,
        coalesce(
            (SELECT string_agg(
                format(
                    CASE a.atttypid WHEN 'boolean'::regtype THEN '(%L, r.%I::integer::double precision)' ELSE '(%L, r.%I::double precision)' END,
                    catalog.import_series(p_import, c.name), c.name), ', ' ORDER BY c.n)
            FROM unnest(p_import.value_columns) WITH ORDINALITY AS c (name, n)
            JOIN pg_attribute AS a ON a.attrelid = p_import.relation::regclass AND a.attname = c.name),
            format('(%L, 1::double precision)', p_import.series)),
        t.condition)
    FROM catalog.import_time_sql(p_import) AS t
$$;

COMMENT ON FUNCTION catalog.import_rows_sql(catalog.imported_table) IS 'SQL text that selects the points that rows of an imported table are.';
