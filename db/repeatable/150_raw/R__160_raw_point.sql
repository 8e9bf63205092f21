-- All points, for people: reads the whole log first. raw.points() is quicker for a range of a series.
-- Bounds are finite, because PostgreSQL before 17 does not subtract infinite times.
DO $$
BEGIN
    EXECUTE 'CREATE OR REPLACE VIEW raw.point AS SELECT series_id, time, source, value FROM '
        || raw.point_sql(NULL, '''1800-01-01 00:00:00+00''::timestamptz', '''2300-01-01 00:00:00+00''::timestamptz', '''1800-01-01 00:00:00+00''::timestamptz', '''2300-01-01 00:00:00+00''::timestamptz')
        || ' AS p';
END
$$;

COMMENT ON VIEW raw.point IS 'All points, from batches and chunks. Same (series, time, source) again is the same point: the last write wins.';
COMMENT ON COLUMN raw.point.series_id IS 'The series, catalog.series.';
COMMENT ON COLUMN raw.point.time IS 'End of the observation, microseconds, UTC.';
COMMENT ON COLUMN raw.point.source IS 'Distinguishes points of one series at one instant: 0 for none, above 0 a session (catalog.session.source), below 0 a hash of the caller''s key.';
COMMENT ON COLUMN raw.point.value IS 'The number; 0 or 1 for a boolean, catalog.text_value.text_id for a text.';
