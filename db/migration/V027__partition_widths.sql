-- Partitions of any width from an hour up, each width from a time on (docs/adr/0032).
ALTER TABLE ops.partition_layout DROP CONSTRAINT partition_layout_width_check;
ALTER TABLE ops.partition_layout ADD CONSTRAINT partition_layout_width_check CHECK (width IN (
    '1 hour', '3 hours', '6 hours', '12 hours', '1 day', '7 days', '1 month', '3 months', '1 year', '10 years'));
COMMENT ON COLUMN ops.partition_layout.width IS 'Width of partitions as of the latest decision; ops.partition_width says from when on, and what it was before.';
COMMENT ON COLUMN ops.partition_layout.ahead IS 'How many partitions after the current one are made ahead of time; of narrow ones as many as two days take.';

CREATE TABLE ops.partition_width (
    schema_name name NOT NULL,
    table_name name NOT NULL,
    from_time timestamptz NOT NULL,
    width interval NOT NULL,
    was interval NOT NULL,
    decided_at timestamptz NOT NULL,
    target_bytes bigint NOT NULL,
    bytes_per_second double precision NOT NULL,
    bytes_per_row double precision NOT NULL,
    reason text NOT NULL,
    CONSTRAINT partition_width_pkey PRIMARY KEY (schema_name, table_name, from_time),
    CONSTRAINT partition_width_layout_fkey FOREIGN KEY (schema_name, table_name) REFERENCES ops.partition_layout
        ON UPDATE CASCADE ON DELETE CASCADE
);
COMMENT ON TABLE ops.partition_width IS 'Decisions by which partitions of a table became narrower or wider. Times before the first have the width that was.';
COMMENT ON COLUMN ops.partition_width.schema_name IS 'Schema of the partitioned table.';
COMMENT ON COLUMN ops.partition_width.table_name IS 'Name of the partitioned table.';
COMMENT ON COLUMN ops.partition_width.from_time IS 'Partitions of times from here on have the width, up to the next decision.';
COMMENT ON COLUMN ops.partition_width.width IS 'The width: hours, days, or calendar months of UTC.';
COMMENT ON COLUMN ops.partition_width.was IS 'The width before.';
COMMENT ON COLUMN ops.partition_width.decided_at IS 'When it was decided.';
COMMENT ON COLUMN ops.partition_width.target_bytes IS 'How large a partition was to be.';
COMMENT ON COLUMN ops.partition_width.bytes_per_second IS 'Bytes on disk per second of data, indexes included, of the latest partitions.';
COMMENT ON COLUMN ops.partition_width.bytes_per_row IS 'Bytes per row of these.';
COMMENT ON COLUMN ops.partition_width.reason IS 'Why, in words.';

-- These have other parameters, results or columns now.
DROP FUNCTION IF EXISTS ops.missing_partitions(timestamptz[], boolean);
DROP FUNCTION IF EXISTS ops.create_partition(name, name, timestamptz);
DROP VIEW IF EXISTS ops.partition_stats;
