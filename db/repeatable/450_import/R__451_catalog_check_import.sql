-- What stands against importing a table, one row each, and what should be known of it (is_problem is false). No problem: it can be
-- imported. Names may be anything: they are only compared with the catalogues.
-- Callers: catalog.put_import, the service before it; people, in psql.
CREATE OR REPLACE FUNCTION catalog.check_import(
    p_relation text,
    p_time_column text,
    p_value_columns text[],
    p_dimension_columns text[],
    p_key_columns text[],
    p_series text,
    p_look_back interval DEFAULT interval '1 hour')
RETURNS TABLE (member text, is_problem boolean, message text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH relation AS MATERIALIZED (
        SELECT c.oid, n.nspname, c.relkind
        FROM pg_class AS c
        JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE c.oid = catalog.import_relation(p_relation) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    ), own AS (
        SELECT EXISTS (
            SELECT FROM relation AS r
            WHERE r.nspname ~ '^pg_' OR r.nspname = 'information_schema' OR r.nspname = ANY (ops.own_schemas())) AS is_own
    ), named AS (
        SELECT 'time_column' AS member, p_time_column AS name, 'timestamptz, timestamp or date' AS wanted,
            ARRAY['timestamp with time zone', 'timestamp without time zone', 'date'] AS types
        UNION ALL
        SELECT 'value_columns', u.name, 'a number or boolean',
            ARRAY['smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision', 'boolean']
        FROM unnest(p_value_columns) AS u (name)
        UNION ALL
        SELECT 'dimension_columns', u.name, NULL, NULL FROM unnest(p_dimension_columns) AS u (name)
        UNION ALL
        SELECT 'key_columns', u.name, NULL, NULL FROM unnest(p_key_columns) AS u (name)
    ), found AS (
        SELECT n.*, a.attnum, format_type(a.atttypid, NULL) AS type,
            has_column_privilege(r.oid, a.attnum, 'SELECT') AS is_readable
        FROM named AS n
        CROSS JOIN relation AS r
        LEFT JOIN pg_attribute AS a ON a.attrelid = r.oid AND a.attname = n.name AND a.attnum > 0 AND NOT a.attisdropped
    ), unique_keys AS (
        SELECT i.indrelid
        FROM pg_index AS i
        JOIN relation AS r ON r.oid = i.indrelid
        WHERE i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL AND (
            SELECT array_agg(k.attnum) FROM unnest(i.indkey[:i.indnkeyatts - 1]) AS k (attnum)
        ) <@ (SELECT array_agg(f.attnum) FROM found AS f WHERE f.member = 'key_columns')
    )
    SELECT d.member, true, format('''%s'' takes names of columns, each of them once', d.member)
    FROM (
        SELECT n.member FROM named AS n GROUP BY n.member HAVING count(DISTINCT n.name) < count(*)
    ) AS d
    UNION ALL
    SELECT 'dimension_columns', true, '''dimension_columns'' has more than 64 columns' WHERE cardinality(p_dimension_columns) > 64
    UNION ALL
    SELECT 'series', true, format('series: the name of a series must have 1 to 255 characters, this has %s', coalesce(s.length, 0))
    FROM (
        SELECT char_length(p_series) + coalesce(
            (SELECT max(1 + char_length(v)) FROM unnest(p_value_columns) AS v WHERE cardinality(p_value_columns) > 1), 0) AS length
    ) AS s
    WHERE coalesce(p_series, '') = '' OR s.length > 255
    UNION ALL
    SELECT 'look_back', true, format('''look_back'' is a duration from 0s to 3660d, not ''%s''', p_look_back)
    WHERE (p_look_back BETWEEN '0' AND '3660 days') IS NOT TRUE
    UNION ALL
    SELECT 'table', true, format('there is no table or view ''%s''; give its name as schema.table, quoted as in SQL where it has to be', p_relation)
    WHERE NOT EXISTS (SELECT FROM relation)
    UNION ALL
    SELECT 'table', true, format('''%s'' is a table of the service or of the server; others can be imported', p_relation)
    FROM own WHERE is_own
    UNION ALL
    SELECT f.member, true, format('''%s'' has no column ''%s''', p_relation, f.name) FROM found AS f WHERE f.attnum IS NULL
    UNION ALL
    SELECT f.member, true, format('column ''%s'' is of type %s; accepted: %s', f.name, f.type, f.wanted)
    FROM found AS f WHERE f.attnum IS NOT NULL AND NOT f.type = ANY (f.types)
    UNION ALL
    SELECT f.member, true, format('column ''%s'' may not be read by ''%s'': GRANT SELECT', f.name, current_user)
    FROM found AS f WHERE NOT f.is_readable
    UNION ALL
    SELECT 'key_columns', true, format(
        'no unique index says that they tell the rows of ''%s'' apart; accepted: the columns of its primary key, or of a unique index', p_relation)
    FROM relation AS r
    WHERE r.relkind IN ('r', 'p', 'm') AND NOT EXISTS (SELECT FROM unique_keys)
        AND NOT EXISTS (SELECT FROM found AS f WHERE f.member = 'key_columns' AND f.attnum IS NULL)
    UNION ALL
    SELECT 'key_columns', true, 'name the columns that tell rows apart: there is no primary key' WHERE cardinality(p_key_columns) = 0
    UNION ALL
    SELECT 'time_column', false, format('no index of ''%s'' begins with ''%s'': each round reads the whole table', p_relation, p_time_column)
    FROM relation AS r
    WHERE r.relkind IN ('r', 'p', 'm') AND NOT EXISTS (
        SELECT FROM pg_index AS i
        JOIN found AS f ON f.member = 'time_column' AND f.attnum = i.indkey[0]
        WHERE i.indrelid = r.oid)
$$;

COMMENT ON FUNCTION catalog.check_import(text, text, text[], text[], text[], text, interval) IS 'Problems and notes about importing a table, one row each.';
