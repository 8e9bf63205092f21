-- Buckets of one minute with their names, for SQL and for joins with other tables.
-- Shows what is stored: buckets past the tier's watermark are not there yet, and buckets named in rollup.invalidation are
-- out of date. GET /api/timeseries reads through both.
-- Locks: those of any SELECT. Callers: people and their tools.
DROP VIEW IF EXISTS bronze.series_1m;
DO $$
BEGIN
    EXECUTE format($view$
CREATE VIEW bronze.series_1m AS
SELECT
    m.name AS series,
    f.name AS field,
    s.tags,
    s.user_id,
    r.bucket,
    r.point_count AS rollup_count,
    CASE WHEN f.kind <> 'text' THEN r.value_sum END AS sum,
    CASE WHEN f.kind <> 'text' THEN r.value_sum / r.point_count END AS avg,
    CASE WHEN f.kind <> 'text' THEN r.value_min END AS min,
    CASE WHEN f.kind <> 'text' THEN r.value_max END AS max,
    r.first_value AS first,
    r.last_value AS last,
    CASE WHEN f.kind <> 'text' THEN sqrt(r.value_m2 / nullif(r.point_count - 1, 0)) END AS stddev,
    CASE WHEN f.kind <> 'text' THEN r.value_m2 / nullif(r.point_count - 1, 0) END AS variance,
    r.updated_at AS last_updated_at
FROM %s AS r
JOIN catalog.series AS s USING (series_id)
JOIN catalog.field AS f USING (field_id)
JOIN catalog.metric_type AS m USING (metric_type_id)$view$,
        rollup.layer_sql(1, NULL, '''1800-01-01 00:00:00+00''::timestamptz', '''2300-01-01 00:00:00+00''::timestamptz', '''1800-01-01 00:00:00+00''::timestamptz',
            '''2300-01-01 00:00:00+00''::timestamptz'));
END
$$;

COMMENT ON VIEW bronze.series_1m IS 'Stored buckets of one minute, with names and finished aggregates. Buckets past the watermark are missing, invalidated ones are out of date; GET /api/timeseries reads through both.';
COMMENT ON COLUMN bronze.series_1m.series IS 'Name of the metric type.';
COMMENT ON COLUMN bronze.series_1m.field IS 'Path of the leaf of the values; value for a scalar.';
COMMENT ON COLUMN bronze.series_1m.tags IS 'Tag names and values, an object of strings.';
COMMENT ON COLUMN bronze.series_1m.user_id IS 'The user the series belongs to; NULL for none.';
COMMENT ON COLUMN bronze.series_1m.bucket IS 'Start of the bucket.';
COMMENT ON COLUMN bronze.series_1m.rollup_count IS 'Number of points in the bucket.';
COMMENT ON COLUMN bronze.series_1m.sum IS 'Sum of the values; NULL for texts.';
COMMENT ON COLUMN bronze.series_1m.avg IS 'Mean of the values; NULL for texts.';
COMMENT ON COLUMN bronze.series_1m.min IS 'Smallest value; NULL for texts.';
COMMENT ON COLUMN bronze.series_1m.max IS 'Largest value; NULL for texts.';
COMMENT ON COLUMN bronze.series_1m.first IS 'Value of the earliest point; for a text its code in catalog.text_value.';
COMMENT ON COLUMN bronze.series_1m.last IS 'Value of the latest point; for a text its code in catalog.text_value.';
COMMENT ON COLUMN bronze.series_1m.stddev IS 'Standard deviation of the sample; NULL for one point and for texts.';
COMMENT ON COLUMN bronze.series_1m.variance IS 'Variance of the sample; NULL for one point and for texts.';
COMMENT ON COLUMN bronze.series_1m.last_updated_at IS 'When the bucket was last computed.';
