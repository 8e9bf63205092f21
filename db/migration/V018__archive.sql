ALTER TABLE rollup.retention_policy
    ADD COLUMN action text NOT NULL DEFAULT 'delete',
    ADD CONSTRAINT retention_policy_action_check CHECK (action IN ('delete', 'archive'));

COMMENT ON COLUMN rollup.retention_policy.action IS 'What becomes of rows when the time is over: delete, or archive: written to files, and deleted then.';

CREATE TABLE rollup.archive_due (
    layer_id smallint NOT NULL,
    CONSTRAINT archive_due_pkey PRIMARY KEY (layer_id)
);

COMMENT ON TABLE rollup.archive_due IS 'Layers of which rows below a floor are not in files yet: while there is a row here, nothing of the layer is deleted or dropped. It comes with the floor and goes with the files.';
COMMENT ON COLUMN rollup.archive_due.layer_id IS '0 for raw, else a tier.';

CREATE TABLE rollup.archived_series (
    layer_id smallint NOT NULL,
    series_id integer NOT NULL,
    position timestamptz NOT NULL,
    CONSTRAINT archived_series_pkey PRIMARY KEY (layer_id, series_id)
);

COMMENT ON TABLE rollup.archived_series IS 'How far series are archived. Rows stay on disk until their partition goes, and are not written twice.';
COMMENT ON COLUMN rollup.archived_series.layer_id IS '0 for raw, else a tier.';
COMMENT ON COLUMN rollup.archived_series.series_id IS 'The series.';
COMMENT ON COLUMN rollup.archived_series.position IS 'What the layer held of the series before this time is in files.';

CREATE TABLE rollup.archive_file (
    file_name text NOT NULL,
    layer_id smallint NOT NULL,
    row_count bigint NOT NULL,
    sha256 text NOT NULL,
    archived_at timestamptz NOT NULL,
    CONSTRAINT archive_file_pkey PRIMARY KEY (file_name),
    CONSTRAINT archive_file_sha256_check CHECK (sha256 ~ '^[0-9a-f]{64}$')
);

COMMENT ON TABLE rollup.archive_file IS 'Files that rows were written to before they were removed.';
COMMENT ON COLUMN rollup.archive_file.file_name IS 'Path within the archive directory.';
COMMENT ON COLUMN rollup.archive_file.layer_id IS '0 for raw, else a tier.';
COMMENT ON COLUMN rollup.archive_file.row_count IS 'Points or buckets in the file.';
COMMENT ON COLUMN rollup.archive_file.sha256 IS 'SHA-256 of the file as it is on disk, in hex.';
COMMENT ON COLUMN rollup.archive_file.archived_at IS 'The time of the retention run that wrote it.';
