-- Indexes that want attention: those that are not valid, because making them was cut off, and those of 16 MB and more that no statement has
-- used since the statistics were last reset, keys aside. What to do is in docs/monitoring.md: REINDEX CONCURRENTLY cannot run in a function.
-- Locks: ACCESS SHARE. Callers: maintenance; people.
CREATE OR REPLACE VIEW ops.index_health AS
SELECT n.nspname AS schema_name,
       c.relname AS index_name,
       t.relname AS table_name,
       pg_catalog.pg_relation_size(c.oid) AS total_bytes,
       CASE WHEN NOT i.indisvalid THEN 'not valid' ELSE 'never used' END AS problem
FROM pg_catalog.pg_index AS i
JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid AND c.relkind = 'i'
JOIN pg_catalog.pg_class AS t ON t.oid = i.indrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_stat_user_indexes AS s ON s.indexrelid = i.indexrelid
WHERE n.nspname = ANY (ops.own_schemas())
  AND (NOT i.indisvalid
       OR NOT i.indisunique AND coalesce(s.idx_scan, 0) = 0 AND pg_catalog.pg_relation_size(c.oid) >= 16777216);

COMMENT ON VIEW ops.index_health IS 'Indexes that are not valid, or large and never used.';
COMMENT ON COLUMN ops.index_health.schema_name IS 'Schema of the index.';
COMMENT ON COLUMN ops.index_health.index_name IS 'Name of the index.';
COMMENT ON COLUMN ops.index_health.table_name IS 'Its table.';
COMMENT ON COLUMN ops.index_health.total_bytes IS 'Bytes on disk.';
COMMENT ON COLUMN ops.index_health.problem IS 'not valid: REINDEX INDEX CONCURRENTLY mends it; never used: it may go.';
