-- Tables of the user's, in the same database, whose rows are read as points.
CREATE TABLE catalog.imported_table (
    name text NOT NULL,
    relation text NOT NULL,
    time_column text NOT NULL,
    value_columns text[] NOT NULL,
    dimension_columns text[] NOT NULL,
    key_columns text[] NOT NULL,
    series text NOT NULL,
    look_back interval NOT NULL,
    is_active boolean NOT NULL,
    imported_until timestamptz,
    created_at timestamptz NOT NULL,
    CONSTRAINT imported_table_pkey PRIMARY KEY (name),
    CONSTRAINT imported_table_series_key UNIQUE (series),
    CONSTRAINT imported_table_key_check CHECK (cardinality(key_columns) > 0),
    CONSTRAINT imported_table_look_back_check CHECK (look_back >= '0')
);

COMMENT ON TABLE catalog.imported_table IS 'Tables of others, in this database, whose rows are read as points: one point per row and value column. The table is only read.';
COMMENT ON COLUMN catalog.imported_table.name IS 'What the import is called.';
COMMENT ON COLUMN catalog.imported_table.relation IS 'The table or view, with its schema, quoted where it has to be.';
COMMENT ON COLUMN catalog.imported_table.time_column IS 'The column with a row''s time: timestamptz, or timestamp or date, which are taken as UTC.';
COMMENT ON COLUMN catalog.imported_table.value_columns IS 'Columns with numbers or booleans; none where each row counts as 1.';
COMMENT ON COLUMN catalog.imported_table.dimension_columns IS 'Columns that become tags of the same names; NULL and the empty text are no tag.';
COMMENT ON COLUMN catalog.imported_table.key_columns IS 'Columns that tell rows apart.';
COMMENT ON COLUMN catalog.imported_table.series IS 'Name of the metric type; of several value columns, one each, with a dot and the column''s name after it.';
COMMENT ON COLUMN catalog.imported_table.look_back IS 'How far before what has been read each round reads again, for rows that came late, were changed or deleted.';
COMMENT ON COLUMN catalog.imported_table.is_active IS 'False pauses it.';
COMMENT ON COLUMN catalog.imported_table.imported_until IS 'Rows of all times before this have been read at least once; NULL before the first round.';
COMMENT ON COLUMN catalog.imported_table.created_at IS 'When it was made.';

COMMENT ON COLUMN ops.job.job IS 'Kind of work: refresh, profile, settle, retention, reconcile, maintain, backfill, import.';
COMMENT ON COLUMN ops.job.tier IS 'Name of the tier it writes; raw, or all where it is not about one; of an import its name.';
