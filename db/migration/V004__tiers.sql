CREATE TABLE bronze.rollup_1m (
    series_id integer NOT NULL,
    bucket timestamptz NOT NULL,
    point_count bigint NOT NULL,
    value_sum double precision NOT NULL,
    value_m2 double precision NOT NULL,
    value_min double precision NOT NULL,
    value_max double precision NOT NULL,
    first_time timestamptz NOT NULL,
    first_source bigint NOT NULL,
    first_value double precision NOT NULL,
    last_time timestamptz NOT NULL,
    last_source bigint NOT NULL,
    last_value double precision NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT rollup_1m_pkey PRIMARY KEY (series_id, bucket)
) PARTITION BY RANGE (bucket);
CREATE INDEX rollup_1m_bucket_idx ON bronze.rollup_1m USING brin (bucket) WITH (pages_per_range = 32, autosummarize = on);

COMMENT ON TABLE bronze.rollup_1m IS 'Partials of the points of one series in buckets of one minute, partitioned by month. Text series: only count, first and last mean something.';
COMMENT ON COLUMN bronze.rollup_1m.series_id IS 'The series, catalog.series.';
COMMENT ON COLUMN bronze.rollup_1m.bucket IS 'Start of the bucket; it ends one width later, exclusive.';
COMMENT ON COLUMN bronze.rollup_1m.point_count IS 'Number of points in the bucket, at least 1.';
COMMENT ON COLUMN bronze.rollup_1m.value_sum IS 'Sum of the values.';
COMMENT ON COLUMN bronze.rollup_1m.value_m2 IS 'Centred second moment: sum of (value - mean)^2.';
COMMENT ON COLUMN bronze.rollup_1m.value_min IS 'Smallest value.';
COMMENT ON COLUMN bronze.rollup_1m.value_max IS 'Largest value.';
COMMENT ON COLUMN bronze.rollup_1m.first_time IS 'Time of the earliest point.';
COMMENT ON COLUMN bronze.rollup_1m.first_source IS 'Source of the earliest point; of several at that time, the highest.';
COMMENT ON COLUMN bronze.rollup_1m.first_value IS 'Value of the earliest point.';
COMMENT ON COLUMN bronze.rollup_1m.last_time IS 'Time of the latest point.';
COMMENT ON COLUMN bronze.rollup_1m.last_source IS 'Source of the latest point; of several at that time, the highest.';
COMMENT ON COLUMN bronze.rollup_1m.last_value IS 'Value of the latest point.';
COMMENT ON COLUMN bronze.rollup_1m.updated_at IS 'When the row was last computed.';

CREATE TABLE silver.rollup_5m (
    series_id integer NOT NULL,
    bucket timestamptz NOT NULL,
    point_count bigint NOT NULL,
    value_sum double precision NOT NULL,
    value_m2 double precision NOT NULL,
    value_min double precision NOT NULL,
    value_max double precision NOT NULL,
    first_time timestamptz NOT NULL,
    first_source bigint NOT NULL,
    first_value double precision NOT NULL,
    last_time timestamptz NOT NULL,
    last_source bigint NOT NULL,
    last_value double precision NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT rollup_5m_pkey PRIMARY KEY (series_id, bucket)
) PARTITION BY RANGE (bucket);
CREATE INDEX rollup_5m_bucket_idx ON silver.rollup_5m USING brin (bucket) WITH (pages_per_range = 32, autosummarize = on);

COMMENT ON TABLE silver.rollup_5m IS 'Partials of the points of one series in buckets of five minutes, partitioned by month. Text series: only count, first and last mean something.';
COMMENT ON COLUMN silver.rollup_5m.series_id IS 'The series, catalog.series.';
COMMENT ON COLUMN silver.rollup_5m.bucket IS 'Start of the bucket; it ends one width later, exclusive.';
COMMENT ON COLUMN silver.rollup_5m.point_count IS 'Number of points in the bucket, at least 1.';
COMMENT ON COLUMN silver.rollup_5m.value_sum IS 'Sum of the values.';
COMMENT ON COLUMN silver.rollup_5m.value_m2 IS 'Centred second moment: sum of (value - mean)^2.';
COMMENT ON COLUMN silver.rollup_5m.value_min IS 'Smallest value.';
COMMENT ON COLUMN silver.rollup_5m.value_max IS 'Largest value.';
COMMENT ON COLUMN silver.rollup_5m.first_time IS 'Time of the earliest point.';
COMMENT ON COLUMN silver.rollup_5m.first_source IS 'Source of the earliest point; of several at that time, the highest.';
COMMENT ON COLUMN silver.rollup_5m.first_value IS 'Value of the earliest point.';
COMMENT ON COLUMN silver.rollup_5m.last_time IS 'Time of the latest point.';
COMMENT ON COLUMN silver.rollup_5m.last_source IS 'Source of the latest point; of several at that time, the highest.';
COMMENT ON COLUMN silver.rollup_5m.last_value IS 'Value of the latest point.';
COMMENT ON COLUMN silver.rollup_5m.updated_at IS 'When the row was last computed.';

CREATE TABLE gold.rollup_1h (
    series_id integer NOT NULL,
    bucket timestamptz NOT NULL,
    point_count bigint NOT NULL,
    value_sum double precision NOT NULL,
    value_m2 double precision NOT NULL,
    value_min double precision NOT NULL,
    value_max double precision NOT NULL,
    first_time timestamptz NOT NULL,
    first_source bigint NOT NULL,
    first_value double precision NOT NULL,
    last_time timestamptz NOT NULL,
    last_source bigint NOT NULL,
    last_value double precision NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT rollup_1h_pkey PRIMARY KEY (series_id, bucket)
) PARTITION BY RANGE (bucket);
CREATE INDEX rollup_1h_bucket_idx ON gold.rollup_1h USING brin (bucket) WITH (pages_per_range = 32, autosummarize = on);

COMMENT ON TABLE gold.rollup_1h IS 'Partials of the points of one series in buckets of one hour, partitioned by year. Text series: only count, first and last mean something.';
COMMENT ON COLUMN gold.rollup_1h.series_id IS 'The series, catalog.series.';
COMMENT ON COLUMN gold.rollup_1h.bucket IS 'Start of the bucket; it ends one width later, exclusive.';
COMMENT ON COLUMN gold.rollup_1h.point_count IS 'Number of points in the bucket, at least 1.';
COMMENT ON COLUMN gold.rollup_1h.value_sum IS 'Sum of the values.';
COMMENT ON COLUMN gold.rollup_1h.value_m2 IS 'Centred second moment: sum of (value - mean)^2.';
COMMENT ON COLUMN gold.rollup_1h.value_min IS 'Smallest value.';
COMMENT ON COLUMN gold.rollup_1h.value_max IS 'Largest value.';
COMMENT ON COLUMN gold.rollup_1h.first_time IS 'Time of the earliest point.';
COMMENT ON COLUMN gold.rollup_1h.first_source IS 'Source of the earliest point; of several at that time, the highest.';
COMMENT ON COLUMN gold.rollup_1h.first_value IS 'Value of the earliest point.';
COMMENT ON COLUMN gold.rollup_1h.last_time IS 'Time of the latest point.';
COMMENT ON COLUMN gold.rollup_1h.last_source IS 'Source of the latest point; of several at that time, the highest.';
COMMENT ON COLUMN gold.rollup_1h.last_value IS 'Value of the latest point.';
COMMENT ON COLUMN gold.rollup_1h.updated_at IS 'When the row was last computed.';

CREATE TABLE platinum.rollup_1d (
    series_id integer NOT NULL,
    bucket timestamptz NOT NULL,
    point_count bigint NOT NULL,
    value_sum double precision NOT NULL,
    value_m2 double precision NOT NULL,
    value_min double precision NOT NULL,
    value_max double precision NOT NULL,
    first_time timestamptz NOT NULL,
    first_source bigint NOT NULL,
    first_value double precision NOT NULL,
    last_time timestamptz NOT NULL,
    last_source bigint NOT NULL,
    last_value double precision NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT rollup_1d_pkey PRIMARY KEY (series_id, bucket)
) PARTITION BY RANGE (bucket);
CREATE INDEX rollup_1d_bucket_idx ON platinum.rollup_1d USING brin (bucket) WITH (pages_per_range = 32, autosummarize = on);

COMMENT ON TABLE platinum.rollup_1d IS 'Partials of the points of one series in buckets of one day (UTC), partitioned by year. Text series: only count, first and last mean something.';
COMMENT ON COLUMN platinum.rollup_1d.series_id IS 'The series, catalog.series.';
COMMENT ON COLUMN platinum.rollup_1d.bucket IS 'Start of the bucket; it ends one width later, exclusive.';
COMMENT ON COLUMN platinum.rollup_1d.point_count IS 'Number of points in the bucket, at least 1.';
COMMENT ON COLUMN platinum.rollup_1d.value_sum IS 'Sum of the values.';
COMMENT ON COLUMN platinum.rollup_1d.value_m2 IS 'Centred second moment: sum of (value - mean)^2.';
COMMENT ON COLUMN platinum.rollup_1d.value_min IS 'Smallest value.';
COMMENT ON COLUMN platinum.rollup_1d.value_max IS 'Largest value.';
COMMENT ON COLUMN platinum.rollup_1d.first_time IS 'Time of the earliest point.';
COMMENT ON COLUMN platinum.rollup_1d.first_source IS 'Source of the earliest point; of several at that time, the highest.';
COMMENT ON COLUMN platinum.rollup_1d.first_value IS 'Value of the earliest point.';
COMMENT ON COLUMN platinum.rollup_1d.last_time IS 'Time of the latest point.';
COMMENT ON COLUMN platinum.rollup_1d.last_source IS 'Source of the latest point; of several at that time, the highest.';
COMMENT ON COLUMN platinum.rollup_1d.last_value IS 'Value of the latest point.';
COMMENT ON COLUMN platinum.rollup_1d.updated_at IS 'When the row was last computed.';

CREATE TABLE platinum.rollup_1w (
    series_id integer NOT NULL,
    bucket timestamptz NOT NULL,
    point_count bigint NOT NULL,
    value_sum double precision NOT NULL,
    value_m2 double precision NOT NULL,
    value_min double precision NOT NULL,
    value_max double precision NOT NULL,
    first_time timestamptz NOT NULL,
    first_source bigint NOT NULL,
    first_value double precision NOT NULL,
    last_time timestamptz NOT NULL,
    last_source bigint NOT NULL,
    last_value double precision NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT rollup_1w_pkey PRIMARY KEY (series_id, bucket)
);

COMMENT ON TABLE platinum.rollup_1w IS 'Partials of the points of one series in buckets of one week, from Monday (UTC). Text series: only count, first and last mean something.';
COMMENT ON COLUMN platinum.rollup_1w.series_id IS 'The series, catalog.series.';
COMMENT ON COLUMN platinum.rollup_1w.bucket IS 'Start of the bucket; it ends one width later, exclusive.';
COMMENT ON COLUMN platinum.rollup_1w.point_count IS 'Number of points in the bucket, at least 1.';
COMMENT ON COLUMN platinum.rollup_1w.value_sum IS 'Sum of the values.';
COMMENT ON COLUMN platinum.rollup_1w.value_m2 IS 'Centred second moment: sum of (value - mean)^2.';
COMMENT ON COLUMN platinum.rollup_1w.value_min IS 'Smallest value.';
COMMENT ON COLUMN platinum.rollup_1w.value_max IS 'Largest value.';
COMMENT ON COLUMN platinum.rollup_1w.first_time IS 'Time of the earliest point.';
COMMENT ON COLUMN platinum.rollup_1w.first_source IS 'Source of the earliest point; of several at that time, the highest.';
COMMENT ON COLUMN platinum.rollup_1w.first_value IS 'Value of the earliest point.';
COMMENT ON COLUMN platinum.rollup_1w.last_time IS 'Time of the latest point.';
COMMENT ON COLUMN platinum.rollup_1w.last_source IS 'Source of the latest point; of several at that time, the highest.';
COMMENT ON COLUMN platinum.rollup_1w.last_value IS 'Value of the latest point.';
COMMENT ON COLUMN platinum.rollup_1w.updated_at IS 'When the row was last computed.';

CREATE TABLE platinum.rollup_1mo (
    series_id integer NOT NULL,
    bucket timestamptz NOT NULL,
    point_count bigint NOT NULL,
    value_sum double precision NOT NULL,
    value_m2 double precision NOT NULL,
    value_min double precision NOT NULL,
    value_max double precision NOT NULL,
    first_time timestamptz NOT NULL,
    first_source bigint NOT NULL,
    first_value double precision NOT NULL,
    last_time timestamptz NOT NULL,
    last_source bigint NOT NULL,
    last_value double precision NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT rollup_1mo_pkey PRIMARY KEY (series_id, bucket)
);

COMMENT ON TABLE platinum.rollup_1mo IS 'Partials of the points of one series in buckets of one calendar month (UTC). Text series: only count, first and last mean something.';
COMMENT ON COLUMN platinum.rollup_1mo.series_id IS 'The series, catalog.series.';
COMMENT ON COLUMN platinum.rollup_1mo.bucket IS 'Start of the bucket; it ends one width later, exclusive.';
COMMENT ON COLUMN platinum.rollup_1mo.point_count IS 'Number of points in the bucket, at least 1.';
COMMENT ON COLUMN platinum.rollup_1mo.value_sum IS 'Sum of the values.';
COMMENT ON COLUMN platinum.rollup_1mo.value_m2 IS 'Centred second moment: sum of (value - mean)^2.';
COMMENT ON COLUMN platinum.rollup_1mo.value_min IS 'Smallest value.';
COMMENT ON COLUMN platinum.rollup_1mo.value_max IS 'Largest value.';
COMMENT ON COLUMN platinum.rollup_1mo.first_time IS 'Time of the earliest point.';
COMMENT ON COLUMN platinum.rollup_1mo.first_source IS 'Source of the earliest point; of several at that time, the highest.';
COMMENT ON COLUMN platinum.rollup_1mo.first_value IS 'Value of the earliest point.';
COMMENT ON COLUMN platinum.rollup_1mo.last_time IS 'Time of the latest point.';
COMMENT ON COLUMN platinum.rollup_1mo.last_source IS 'Source of the latest point; of several at that time, the highest.';
COMMENT ON COLUMN platinum.rollup_1mo.last_value IS 'Value of the latest point.';
COMMENT ON COLUMN platinum.rollup_1mo.updated_at IS 'When the row was last computed.';

CREATE TABLE platinum.rollup_1y (
    series_id integer NOT NULL,
    bucket timestamptz NOT NULL,
    point_count bigint NOT NULL,
    value_sum double precision NOT NULL,
    value_m2 double precision NOT NULL,
    value_min double precision NOT NULL,
    value_max double precision NOT NULL,
    first_time timestamptz NOT NULL,
    first_source bigint NOT NULL,
    first_value double precision NOT NULL,
    last_time timestamptz NOT NULL,
    last_source bigint NOT NULL,
    last_value double precision NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT rollup_1y_pkey PRIMARY KEY (series_id, bucket)
);

COMMENT ON TABLE platinum.rollup_1y IS 'Partials of the points of one series in buckets of one calendar year (UTC). Text series: only count, first and last mean something.';
COMMENT ON COLUMN platinum.rollup_1y.series_id IS 'The series, catalog.series.';
COMMENT ON COLUMN platinum.rollup_1y.bucket IS 'Start of the bucket; it ends one width later, exclusive.';
COMMENT ON COLUMN platinum.rollup_1y.point_count IS 'Number of points in the bucket, at least 1.';
COMMENT ON COLUMN platinum.rollup_1y.value_sum IS 'Sum of the values.';
COMMENT ON COLUMN platinum.rollup_1y.value_m2 IS 'Centred second moment: sum of (value - mean)^2.';
COMMENT ON COLUMN platinum.rollup_1y.value_min IS 'Smallest value.';
COMMENT ON COLUMN platinum.rollup_1y.value_max IS 'Largest value.';
COMMENT ON COLUMN platinum.rollup_1y.first_time IS 'Time of the earliest point.';
COMMENT ON COLUMN platinum.rollup_1y.first_source IS 'Source of the earliest point; of several at that time, the highest.';
COMMENT ON COLUMN platinum.rollup_1y.first_value IS 'Value of the earliest point.';
COMMENT ON COLUMN platinum.rollup_1y.last_time IS 'Time of the latest point.';
COMMENT ON COLUMN platinum.rollup_1y.last_source IS 'Source of the latest point; of several at that time, the highest.';
COMMENT ON COLUMN platinum.rollup_1y.last_value IS 'Value of the latest point.';
COMMENT ON COLUMN platinum.rollup_1y.updated_at IS 'When the row was last computed.';
