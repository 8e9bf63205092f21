CREATE TABLE ops.partition_layout (
    schema_name name NOT NULL,
    table_name name NOT NULL,
    time_column name NOT NULL,
    width interval NOT NULL,
    ahead integer NOT NULL,
    CONSTRAINT partition_layout_pkey PRIMARY KEY (schema_name, table_name),
    CONSTRAINT partition_layout_width_check CHECK (width IN ('1 month', '1 year', '10 years')),
    CONSTRAINT partition_layout_ahead_check CHECK (ahead BETWEEN 1 AND 100)
);
INSERT INTO ops.partition_layout (schema_name, table_name, time_column, width, ahead) VALUES
    ('raw', 'point', 'time', '1 month', 2),
    ('raw', 'point_metadata', 'time', '1 year', 1),
    ('bronze', 'rollup_1m', 'bucket', '1 month', 2),
    ('silver', 'rollup_5m', 'bucket', '1 month', 2),
    ('gold', 'rollup_1h', 'bucket', '1 year', 1),
    ('platinum', 'rollup_1d', 'bucket', '1 year', 1);

COMMENT ON TABLE ops.partition_layout IS 'The partitioned tables and how wide their partitions are.';
COMMENT ON COLUMN ops.partition_layout.schema_name IS 'Schema of the partitioned table.';
COMMENT ON COLUMN ops.partition_layout.table_name IS 'Name of the partitioned table.';
COMMENT ON COLUMN ops.partition_layout.time_column IS 'The partition key.';
COMMENT ON COLUMN ops.partition_layout.width IS 'Width of a partition, in calendar months of UTC.';
COMMENT ON COLUMN ops.partition_layout.ahead IS 'How many partitions after the current one are made ahead of time.';
