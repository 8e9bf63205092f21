-- Every table that holds rows of a layer, with the column of their times. A row belongs to the past of a floor as a whole,
-- because floors are boundaries of what a row covers.
CREATE OR REPLACE VIEW rollup.layer_table AS
SELECT 0::smallint AS layer_id, 'raw'::name AS schema_name, r.table_name::name AS table_name, r.time_column::name AS time_column, true AS is_partitioned
FROM (VALUES ('chunk', 'hour'), ('point_metadata', 'time')) AS r (table_name, time_column)
UNION ALL
SELECT t.tier_id, t.schema_name, t.frame_table, 'frame', true FROM rollup.tier AS t WHERE t.frame IS NOT NULL
UNION ALL
SELECT t.tier_id, t.schema_name, t.table_name, 'bucket',
    EXISTS (SELECT FROM ops.partition_layout AS l WHERE l.schema_name = t.schema_name AND l.table_name = t.table_name)
FROM rollup.tier AS t
UNION ALL
SELECT p.tier_id, p.schema_name, p.table_name, 'bucket',
    EXISTS (SELECT FROM ops.partition_layout AS l WHERE l.schema_name = p.schema_name AND l.table_name = p.table_name)
FROM rollup.profile AS p;

COMMENT ON VIEW rollup.layer_table IS 'The tables that hold rows of raw and of the tiers, their profiles included.';
COMMENT ON COLUMN rollup.layer_table.layer_id IS '0 for raw, else a tier.';
COMMENT ON COLUMN rollup.layer_table.schema_name IS 'Schema of the table.';
COMMENT ON COLUMN rollup.layer_table.table_name IS 'Name of the table.';
COMMENT ON COLUMN rollup.layer_table.time_column IS 'Column of the time from which on a row covers its points or buckets.';
COMMENT ON COLUMN rollup.layer_table.is_partitioned IS 'Whether rows go with their partitions; else they are deleted.';
