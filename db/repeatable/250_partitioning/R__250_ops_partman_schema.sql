-- Where pg_partman lives, if this role may use it. The extension can be in any schema, and a server may have it
-- without having granted it to the owner of this database; then it is as if it were not there.
-- Locks: none. Callers: ops.partition_manager, ops.create_partition.
CREATE OR REPLACE FUNCTION ops.partman_schema()
RETURNS name
LANGUAGE sql STABLE
AS $$
    SELECT n.nspname
    FROM pg_catalog.pg_extension AS e
    JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
    JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = 'part_config'
    JOIN pg_catalog.pg_class AS s ON s.relnamespace = n.oid AND s.relname = 'part_config_sub'
    JOIN pg_catalog.pg_proc AS f ON f.pronamespace = n.oid AND f.proname = 'create_partition_time'
    WHERE e.extname = 'pg_partman'
      AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
      AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
      AND pg_catalog.has_table_privilege(c.oid, 'INSERT')
      AND pg_catalog.has_table_privilege(s.oid, 'SELECT')
      AND pg_catalog.has_function_privilege(f.oid, 'EXECUTE')
$$;

COMMENT ON FUNCTION ops.partman_schema() IS
    'Schema of the pg_partman extension, or NULL where it is not installed in this database or not granted to this role.';
