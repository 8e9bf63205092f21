-- What needs ANALYZE now. Autovacuum would come to a partition too, but minutes after a bulk load, at 10 % changed and
-- one per naptime; and it never comes to a partitioned table itself, whose statistics (how many series are there?) every
-- query over several partitions is planned with. ANALYZE of such a table reads all its partitions, so that is done only
-- when nobody ever did, or when p_parent_age has gone by and a partition has been analyzed since.
-- The caller analyzes each relation in a transaction of its own.
-- Locks: none. Callers: PartitionJob.
CREATE OR REPLACE FUNCTION ops.relations_to_analyze(
    p_now timestamptz, p_min_rows bigint, p_min_fraction double precision, p_parent_age interval)
RETURNS TABLE (relation text)
LANGUAGE sql STABLE
AS $$
    WITH partition AS (
        SELECT p.schema_name, p.table_name, p.partition_schema, p.partition_name, p.from_time,
               greatest(c.reltuples, 0) AS rows,
               s.n_mod_since_analyze AS modified,
               greatest(s.last_analyze, s.last_autoanalyze) AS analyzed_at
        FROM ops.partition AS p
        JOIN pg_catalog.pg_class AS c ON c.oid = p.partition_oid
        JOIN pg_catalog.pg_stat_user_tables AS s ON s.relid = p.partition_oid
    ), parent AS (
        SELECT p.schema_name, p.table_name, max(p.analyzed_at) AS partition_analyzed_at, s.last_analyze
        FROM partition AS p
        JOIN pg_catalog.pg_stat_user_tables AS s ON s.schemaname = p.schema_name AND s.relname = p.table_name
        WHERE p.rows > 0
        GROUP BY p.schema_name, p.table_name, s.last_analyze
    )
    SELECT t.relation
    FROM (SELECT 1, p.from_time, format('%I.%I', p.partition_schema, p.partition_name)
          FROM partition AS p
          WHERE p.modified >= greatest(p_min_rows, p.rows * p_min_fraction)
          UNION ALL
          SELECT 2, NULL, format('%I.%I', p.schema_name, p.table_name)
          FROM parent AS p
          WHERE p.last_analyze IS NULL
             OR (p.last_analyze < p_now - p_parent_age AND p.partition_analyzed_at > p.last_analyze)
         ) AS t (step, from_time, relation)
    ORDER BY t.step, t.from_time, t.relation
$$;

COMMENT ON FUNCTION ops.relations_to_analyze(timestamptz, bigint, double precision, interval) IS
    'Partitions with at least p_min_rows and p_min_fraction of their rows changed since their last ANALYZE, then partitioned tables whose own statistics are missing or older than p_parent_age; quoted names, in the order to analyze them.';
