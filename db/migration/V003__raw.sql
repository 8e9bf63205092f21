CREATE TABLE raw.point (
    series_id integer NOT NULL,
    time timestamptz NOT NULL,
    source bigint NOT NULL,
    value double precision NOT NULL,
    CONSTRAINT point_pkey PRIMARY KEY (series_id, time, source)
) PARTITION BY RANGE (time);
-- The forward refresh reads by time alone; points arrive nearly in that order.
CREATE INDEX point_time_idx ON raw.point USING brin (time) WITH (pages_per_range = 32, autosummarize = on);

COMMENT ON TABLE raw.point IS 'Points, partitioned by month of time. Same (series, time, source) again is the same point: the last write wins.';
COMMENT ON COLUMN raw.point.series_id IS 'The series, catalog.series.';
COMMENT ON COLUMN raw.point.time IS 'End of the observation, microseconds, UTC.';
COMMENT ON COLUMN raw.point.source IS 'Distinguishes points of one series at one instant: 0 for none, above 0 a session (catalog.session.source), below 0 a hash of the caller''s key.';
COMMENT ON COLUMN raw.point.value IS 'The number; 0 or 1 for a boolean, catalog.text_value.text_id for a text.';

CREATE TABLE raw.point_metadata (
    series_id integer NOT NULL,
    time timestamptz NOT NULL,
    source bigint NOT NULL,
    metadata jsonb NOT NULL,
    CONSTRAINT point_metadata_pkey PRIMARY KEY (series_id, time, source)
) PARTITION BY RANGE (time);

COMMENT ON TABLE raw.point_metadata IS 'Free metadata of single points, partitioned by year of time. Only points that have some have a row.';
COMMENT ON COLUMN raw.point_metadata.series_id IS 'The series of the point.';
COMMENT ON COLUMN raw.point_metadata.time IS 'The time of the point.';
COMMENT ON COLUMN raw.point_metadata.source IS 'The source of the point.';
COMMENT ON COLUMN raw.point_metadata.metadata IS 'The caller''s JSON object.';

CREATE TABLE raw.session_series (
    source bigint NOT NULL,
    series_id integer NOT NULL,
    first_time timestamptz NOT NULL,
    last_time timestamptz NOT NULL,
    CONSTRAINT session_series_pkey PRIMARY KEY (source, series_id)
);

COMMENT ON TABLE raw.session_series IS 'Where the points of a session are: at most one row per session and series. Deleted points may leave the span too wide.';
COMMENT ON COLUMN raw.session_series.source IS 'The session, catalog.session.source.';
COMMENT ON COLUMN raw.session_series.series_id IS 'A series the session wrote to.';
COMMENT ON COLUMN raw.session_series.first_time IS 'Time of the session''s earliest point in the series.';
COMMENT ON COLUMN raw.session_series.last_time IS 'Time of the session''s latest point in the series.';
