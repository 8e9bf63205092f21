-- How every job stands now, for people and for tools that read tables.
CREATE OR REPLACE VIEW ops.operations_monitor AS SELECT * FROM ops.monitor(clock_timestamp());

COMMENT ON VIEW ops.operations_monitor IS 'How every job stands now.';
COMMENT ON COLUMN ops.operations_monitor.job IS 'Kind of work: refresh, profile, settle, retention, reconcile, maintain, backfill.';
COMMENT ON COLUMN ops.operations_monitor.tier IS 'Name of the tier; raw; or all.';
COMMENT ON COLUMN ops.operations_monitor.health IS 'OK, RUNNING, WARNING or ALERT, by the thresholds in ops.job.';
COMMENT ON COLUMN ops.operations_monitor.state IS 'idle, running, retrying (waits for its next attempt), failed (no attempts left) or paused.';
COMMENT ON COLUMN ops.operations_monitor.reason IS 'Why it is a WARNING or an ALERT.';
COMMENT ON COLUMN ops.operations_monitor.paused_until IS 'Until when maintenance windows keep it from beginning anything.';
COMMENT ON COLUMN ops.operations_monitor.watermark IS 'Of refreshes: all buckets ending at or before it are materialised.';
COMMENT ON COLUMN ops.operations_monitor.overdue_seconds IS 'Of refreshes: for how long the next bucket has ended without being materialised.';
COMMENT ON COLUMN ops.operations_monitor.lag_seconds IS 'Of refreshes: how far the watermark could move.';
COMMENT ON COLUMN ops.operations_monitor.pending IS 'Of refreshes: entries of the invalidation log that wait.';
COMMENT ON COLUMN ops.operations_monitor.oldest_pending_seconds IS 'For how long the oldest of them, not set aside, has waited.';
COMMENT ON COLUMN ops.operations_monitor.set_aside IS 'How many of them are set aside, because they fail by themselves.';
COMMENT ON COLUMN ops.operations_monitor.running_since IS 'When the oldest run under way began.';
COMMENT ON COLUMN ops.operations_monitor.instance IS 'Who is at it.';
COMMENT ON COLUMN ops.operations_monitor.attempts IS 'Failures in a row.';
COMMENT ON COLUMN ops.operations_monitor.next_attempt_at IS 'Not tried before; NULL when it did not fail.';
COMMENT ON COLUMN ops.operations_monitor.last_success_at IS 'When a run last succeeded.';
COMMENT ON COLUMN ops.operations_monitor.last_error IS 'Message of the latest error.';
COMMENT ON COLUMN ops.operations_monitor.last_error_sqlstate IS 'SQLSTATE of the latest error.';
COMMENT ON COLUMN ops.operations_monitor.last_error_at IS 'When it happened.';
COMMENT ON COLUMN ops.operations_monitor.average_seconds IS 'Moving average of the runs'' durations.';
COMMENT ON COLUMN ops.operations_monitor.forward_window IS 'Of refreshes: what a forward step takes at once, 1 being the usual; it follows how long steps took.';
COMMENT ON COLUMN ops.operations_monitor.batch_window IS 'Of refreshes: how many entries of the invalidation log are taken at once, 1 being varve.refresh.batch-size.';
COMMENT ON COLUMN ops.operations_monitor.success_rate IS 'Share of the runs of the last 24 hours that succeeded.';
COMMENT ON COLUMN ops.operations_monitor.rows_per_second IS 'Rows written per second of the successful runs of the last 24 hours.';
