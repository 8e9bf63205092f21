-- What maintenance finds and does not mend itself, a row each: indexes that want attention, and tables of 10,000 rows and more of which a fifth are
-- dead, which autovacuum should have seen to.
-- Locks: as ops.table_stats. Callers: maintenance.
CREATE OR REPLACE VIEW ops.finding AS
SELECT 'index' AS action, format('%s.%s', h.schema_name, h.index_name) AS object, h.total_bytes AS amount,
       format('%s; bytes on table %s', h.problem, h.table_name) AS detail
FROM ops.index_health AS h
UNION ALL
SELECT 'dead rows', format('%s.%s', s.schema_name, s.table_name), s.dead_rows,
       format('%s %% of its rows; vacuumed %s', round((100 * s.dead_share)::numeric), coalesce(s.vacuumed_at::text, 'never'))
FROM ops.table_stats() AS s
WHERE s.row_estimate >= 10000 AND s.dead_share >= 0.2;

COMMENT ON VIEW ops.finding IS 'What maintenance finds and does not mend itself: indexes, tables with many dead rows.';
COMMENT ON COLUMN ops.finding.action IS 'index, or dead rows.';
COMMENT ON COLUMN ops.finding.object IS 'The index or table.';
COMMENT ON COLUMN ops.finding.amount IS 'Bytes of the index, or dead rows.';
COMMENT ON COLUMN ops.finding.detail IS 'What is the matter.';
