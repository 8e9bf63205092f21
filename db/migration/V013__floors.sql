-- Floors: how far down each layer still has its rows (docs/protocol.md, rule 6). Nothing is gone yet.
CREATE TABLE rollup.floor (
    layer_id smallint NOT NULL,
    position timestamptz NOT NULL DEFAULT '-infinity',
    generation bigint NOT NULL DEFAULT 0,
    raised_xid xid8,
    raised_at timestamptz,
    CONSTRAINT floor_pkey PRIMARY KEY (layer_id)
);
INSERT INTO rollup.floor (layer_id) SELECT generate_series(0, 7);

COMMENT ON TABLE rollup.floor IS 'Per layer: rows of times below the position are gone, or going, for every series. Only moves forward.';
COMMENT ON COLUMN rollup.floor.layer_id IS '0 for raw, else a tier.';
COMMENT ON COLUMN rollup.floor.position IS 'The first time that is kept: a boundary of an hour for raw, of a frame or bucket for a tier.';
COMMENT ON COLUMN rollup.floor.generation IS 'Counts the moves of this floor and of those of single series in the layer: an answer planned with another count is planned again.';
COMMENT ON COLUMN rollup.floor.raised_xid IS 'The transaction that last moved the position: what older snapshots may still read is not dropped.';
COMMENT ON COLUMN rollup.floor.raised_at IS 'When the position last moved.';

CREATE TABLE rollup.series_floor (
    series_id integer NOT NULL,
    layer_id smallint NOT NULL,
    position timestamptz NOT NULL,
    CONSTRAINT series_floor_pkey PRIMARY KEY (series_id, layer_id)
);
CREATE INDEX series_floor_layer_idx ON rollup.series_floor (layer_id, position);

COMMENT ON TABLE rollup.series_floor IS 'Floors of single series that are kept for a shorter time than their layer. The higher of this and rollup.floor counts. Only move forward.';
COMMENT ON COLUMN rollup.series_floor.series_id IS 'The series, catalog.series.';
COMMENT ON COLUMN rollup.series_floor.layer_id IS '0 for raw, else a tier.';
COMMENT ON COLUMN rollup.series_floor.position IS 'The first time that is kept of this series, a boundary as in rollup.floor.';

CREATE TABLE raw.late (
    series_id integer NOT NULL,
    time timestamptz NOT NULL,
    source bigint NOT NULL,
    value double precision NOT NULL,
    merged_at timestamptz NOT NULL,
    CONSTRAINT late_pkey PRIMARY KEY (series_id, time, source)
);
CREATE INDEX late_merged_idx ON raw.late (merged_at);

COMMENT ON TABLE raw.late IS 'Points that arrived below raw''s floor. They count in the tiers, into which they were merged when they came; here they are kept for seven days to know them again when they are sent once more.';
COMMENT ON COLUMN raw.late.series_id IS 'The series, catalog.series.';
COMMENT ON COLUMN raw.late.time IS 'End of the observation, microseconds, UTC.';
COMMENT ON COLUMN raw.late.source IS 'Source of the point, as in raw.batch.';
COMMENT ON COLUMN raw.late.value IS 'The value that was merged.';
COMMENT ON COLUMN raw.late.merged_at IS 'When it was merged.';

-- These have other parameters now.
DROP FUNCTION IF EXISTS rollup.fold_sql(integer, timestamptz, timestamptz, boolean, timestamptz);
DROP FUNCTION IF EXISTS rollup.fold_select(integer, timestamptz, timestamptz, boolean);
