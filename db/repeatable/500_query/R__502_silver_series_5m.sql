-- Buckets of five minutes with their names, for SQL and for joins with other tables.
-- Shows what is stored: buckets past the tier's watermark are not there yet, and buckets named in rollup.invalidation are
-- out of date. GET /api/timeseries reads through both.
-- Locks: those of any SELECT. Callers: people and their tools.
DROP VIEW IF EXISTS silver.series_5m;
DO $$
BEGIN
    EXECUTE format($view$
CREATE VIEW silver.series_5m AS
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
        rollup.layer_sql(2, NULL, '''1800-01-01 00:00:00+00''::timestamptz', '''2300-01-01 00:00:00+00''::timestamptz', '''1800-01-01 00:00:00+00''::timestamptz',
            '''2300-01-01 00:00:00+00''::timestamptz'));
END
$$;

COMMENT ON VIEW silver.series_5m IS 'Stored buckets of five minutes, with names and finished aggregates. Buckets past the watermark are missing, invalidated ones are out of date; GET /api/timeseries reads through both.';
COMMENT ON COLUMN silver.series_5m.series IS 'Name of the metric type.';
COMMENT ON COLUMN silver.series_5m.field IS 'Path of the leaf of the values; value for a scalar.';
COMMENT ON COLUMN silver.series_5m.tags IS 'Tag names and values, an object of strings.';
COMMENT ON COLUMN silver.series_5m.user_id IS 'The user the series belongs to; NULL for none.';
COMMENT ON COLUMN silver.series_5m.bucket IS 'Start of the bucket.';
COMMENT ON COLUMN silver.series_5m.rollup_count IS 'Number of points in the bucket.';
COMMENT ON COLUMN silver.series_5m.sum IS 'Sum of the values; NULL for texts.';
COMMENT ON COLUMN silver.series_5m.avg IS 'Mean of the values; NULL for texts.';
COMMENT ON COLUMN silver.series_5m.min IS 'Smallest value; NULL for texts.';
COMMENT ON COLUMN silver.series_5m.max IS 'Largest value; NULL for texts.';
COMMENT ON COLUMN silver.series_5m.first IS 'Value of the earliest point; for a text its code in catalog.text_value.';
COMMENT ON COLUMN silver.series_5m.last IS 'Value of the latest point; for a text its code in catalog.text_value.';
COMMENT ON COLUMN silver.series_5m.stddev IS 'Standard deviation of the sample; NULL for one point and for texts.';
COMMENT ON COLUMN silver.series_5m.variance IS 'Variance of the sample; NULL for one point and for texts.';
COMMENT ON COLUMN silver.series_5m.last_updated_at IS 'When the bucket was last computed.';
