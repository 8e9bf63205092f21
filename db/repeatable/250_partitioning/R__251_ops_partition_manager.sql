-- Who makes partitions in this database now, for people and for the operations pages.
-- Both managers make the very same partitions (names, bounds, structure), so nothing needs to stick to a first choice:
-- when pg_partman appears it takes over what is there, when it goes the built-in way carries on.
-- Locks: none. Callers: operations.
CREATE OR REPLACE FUNCTION ops.partition_manager()
RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT CASE WHEN ops.partman_schema() IS NULL
                THEN 'built-in'
                ELSE 'pg_partman ' || (SELECT extversion FROM pg_catalog.pg_extension WHERE extname = 'pg_partman')
           END
$$;

COMMENT ON FUNCTION ops.partition_manager() IS
    'built-in, or pg_partman with its version: who makes the partitions of this database.';
