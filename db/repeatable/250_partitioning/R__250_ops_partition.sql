-- The partitions there are, with their bounds. Read from the catalogue, not from names, so that a partition somebody
-- made by hand counts too.
-- A bound has no columns, so its relation, whose columns would be looked up, need not be named; and there can be many
-- hundred of them, too many for regular expressions.
-- Locks: none. Callers: ops.missing_partitions, ops.partition_stats, ops.relations_to_analyze.
CREATE OR REPLACE VIEW ops.partition AS
SELECT l.schema_name,
       l.table_name,
       c.oid AS partition_oid,
       n.nspname AS partition_schema,
       c.relname AS partition_name,
       CASE WHEN b.bound LIKE '% FROM (''%' THEN split_part(b.bound, '''', 2) END::timestamptz AS from_time,
       CASE WHEN b.bound LIKE '% TO (''%' THEN split_part(substr(b.bound, strpos(b.bound, ' TO ')), '''', 2) END::timestamptz AS to_time
FROM ops.partition_layout AS l
JOIN pg_catalog.pg_namespace AS pn ON pn.nspname = l.schema_name
JOIN pg_catalog.pg_class AS p ON p.relnamespace = pn.oid AND p.relname = l.table_name
JOIN pg_catalog.pg_inherits AS i ON i.inhparent = p.oid AND NOT i.inhdetachpending
JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (SELECT pg_catalog.pg_get_expr(c.relpartbound, 0) OFFSET 0) AS b (bound);

COMMENT ON VIEW ops.partition IS 'Every partition of the tables in ops.partition_layout, with the time range it holds.';
COMMENT ON COLUMN ops.partition.schema_name IS 'Schema of the partitioned table.';
COMMENT ON COLUMN ops.partition.table_name IS 'Name of the partitioned table.';
COMMENT ON COLUMN ops.partition.partition_oid IS 'The partition, as pg_class.oid.';
COMMENT ON COLUMN ops.partition.partition_schema IS 'Schema of the partition.';
COMMENT ON COLUMN ops.partition.partition_name IS 'Name of the partition: the table''s, _p, and the first day it holds.';
COMMENT ON COLUMN ops.partition.from_time IS 'First instant the partition holds.';
COMMENT ON COLUMN ops.partition.to_time IS 'First instant after the partition.';
