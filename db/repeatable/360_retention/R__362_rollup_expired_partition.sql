-- Partitions that lie below their layer's floor as a whole, with what they hold by the statistics. Single buckets of a packed
-- tier go first (rollup.delete_expired), so that packing never needs a partition that is gone.
CREATE OR REPLACE VIEW rollup.expired_partition AS
SELECT f.layer_id, p.schema_name, p.table_name, p.partition_schema, p.partition_name, p.partition_oid, p.from_time, p.to_time
FROM ops.partition AS p
JOIN rollup.layer_table AS t ON t.schema_name = p.schema_name AND t.table_name = p.table_name
JOIN rollup.floor AS f ON f.layer_id = t.layer_id
WHERE p.to_time <= f.position;

COMMENT ON VIEW rollup.expired_partition IS 'The partitions that lie below their layer''s floor.';
COMMENT ON COLUMN rollup.expired_partition.layer_id IS '0 for raw, else a tier.';
COMMENT ON COLUMN rollup.expired_partition.schema_name IS 'Schema of the partitioned table.';
COMMENT ON COLUMN rollup.expired_partition.table_name IS 'Name of the partitioned table.';
COMMENT ON COLUMN rollup.expired_partition.partition_schema IS 'Schema of the partition.';
COMMENT ON COLUMN rollup.expired_partition.partition_name IS 'Name of the partition.';
COMMENT ON COLUMN rollup.expired_partition.partition_oid IS 'The partition, as pg_class.oid.';
COMMENT ON COLUMN rollup.expired_partition.from_time IS 'First instant the partition holds.';
COMMENT ON COLUMN rollup.expired_partition.to_time IS 'First instant after the partition.';
