-- What each partition holds: for the operations pages and for people. Only real partitions are listed.
-- Locks: ACCESS SHARE on one partition at a time, while its size is read. Callers: operations.
CREATE OR REPLACE VIEW ops.partition_stats AS
SELECT coalesce((SELECT t.name FROM rollup.tier AS t WHERE t.tier_id = y.layer_id), 'raw') AS layer,
       p.schema_name,
       p.table_name,
       p.partition_name,
       p.from_time,
       p.to_time,
       z.total_bytes,
       z.index_bytes,
       r.row_estimate,
       CASE WHEN r.row_estimate > 0 THEN round(z.total_bytes::numeric / r.row_estimate, 1) END AS bytes_per_row,
       coalesce(s.n_mod_since_analyze, 0) AS modified_since_analyze,
       greatest(s.last_analyze, s.last_autoanalyze) AS analyzed_at
FROM ops.partition AS p
JOIN pg_catalog.pg_class AS c ON c.oid = p.partition_oid
JOIN rollup.layer_table AS y ON y.schema_name = p.schema_name AND y.table_name = p.table_name
LEFT JOIN pg_catalog.pg_stat_user_tables AS s ON s.relid = p.partition_oid
CROSS JOIN LATERAL (SELECT pg_catalog.pg_total_relation_size(p.partition_oid),
                           pg_catalog.pg_indexes_size(p.partition_oid)) AS z (total_bytes, index_bytes)
CROSS JOIN LATERAL (SELECT CASE WHEN c.reltuples >= 0 THEN c.reltuples::bigint
                                ELSE coalesce(s.n_live_tup, 0) END) AS r (row_estimate);

COMMENT ON VIEW ops.partition_stats IS 'Range, size and state of every partition.';
COMMENT ON COLUMN ops.partition_stats.layer IS 'raw, or the name of the tier.';
COMMENT ON COLUMN ops.partition_stats.schema_name IS 'Schema of the partitioned table.';
COMMENT ON COLUMN ops.partition_stats.table_name IS 'Name of the partitioned table.';
COMMENT ON COLUMN ops.partition_stats.partition_name IS 'Name of the partition.';
COMMENT ON COLUMN ops.partition_stats.from_time IS 'First instant the partition holds.';
COMMENT ON COLUMN ops.partition_stats.to_time IS 'First instant after the partition.';
COMMENT ON COLUMN ops.partition_stats.total_bytes IS 'Bytes on disk, indexes included.';
COMMENT ON COLUMN ops.partition_stats.index_bytes IS 'Bytes on disk of its indexes.';
COMMENT ON COLUMN ops.partition_stats.row_estimate IS 'Rows as of the last ANALYZE or VACUUM; before the first one, as counted by the statistics.';
COMMENT ON COLUMN ops.partition_stats.bytes_per_row IS 'Bytes per estimated row, indexes included; NULL for no rows.';
COMMENT ON COLUMN ops.partition_stats.modified_since_analyze IS 'Rows inserted, updated and deleted since the last ANALYZE.';
COMMENT ON COLUMN ops.partition_stats.analyzed_at IS 'When the partition was last analyzed, by anybody; NULL for never.';
