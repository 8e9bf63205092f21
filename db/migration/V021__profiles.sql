-- Profiles of buckets (docs/adr/0026): what partials do not hold. Not in the tiers' tables, so that scans of partials stay narrow.
CREATE TABLE gold.profile_1h (
    series_id integer NOT NULL,
    bucket timestamptz NOT NULL,
    point_count bigint NOT NULL,
    value_min double precision,
    value_max double precision,
    first_time timestamptz NOT NULL,
    first_source bigint NOT NULL,
    first_value double precision NOT NULL,
    last_time timestamptz NOT NULL,
    last_source bigint NOT NULL,
    last_value double precision NOT NULL,
    increase double precision,
    step_area double precision,
    line_area double precision,
    keys integer[] NOT NULL,
    counts bigint[] NOT NULL,
    sources bigint[],
    CONSTRAINT profile_1h_pkey PRIMARY KEY (series_id, bucket),
    CONSTRAINT profile_1h_cells_check CHECK (cardinality(keys) = cardinality(counts))
) PARTITION BY RANGE (bucket);
CREATE INDEX profile_1h_bucket_idx ON gold.profile_1h USING brin (bucket) WITH (pages_per_range = 32, autosummarize = on);

COMMENT ON TABLE gold.profile_1h IS 'Profiles of buckets of one hour, partitioned by year: how values are distributed, who sent them, how they moved. A bucket without points has no row.';
COMMENT ON COLUMN gold.profile_1h.series_id IS 'The series, catalog.series.';
COMMENT ON COLUMN gold.profile_1h.bucket IS 'Start of the bucket; it ends one width later, exclusive.';
COMMENT ON COLUMN gold.profile_1h.point_count IS 'Number of points in the bucket, at least 1.';
COMMENT ON COLUMN gold.profile_1h.value_min IS 'Smallest value; NULL for a text series.';
COMMENT ON COLUMN gold.profile_1h.value_max IS 'Largest value; NULL for a text series.';
COMMENT ON COLUMN gold.profile_1h.first_time IS 'Time of the earliest point.';
COMMENT ON COLUMN gold.profile_1h.first_source IS 'Source of the earliest point; of several at that time, the highest.';
COMMENT ON COLUMN gold.profile_1h.first_value IS 'Value of the earliest point.';
COMMENT ON COLUMN gold.profile_1h.last_time IS 'Time of the latest point.';
COMMENT ON COLUMN gold.profile_1h.last_source IS 'Source of the latest point; of several at that time, the highest.';
COMMENT ON COLUMN gold.profile_1h.last_value IS 'Value of the latest point.';
COMMENT ON COLUMN gold.profile_1h.increase IS 'What a counter grew by from point to point, a lower value than before counting from 0. NULL for a text series, and where a point came in between after the others were gone.';
COMMENT ON COLUMN gold.profile_1h.step_area IS 'Integral of the value over seconds from the first to the last point, each value holding until the next. NULL as increase.';
COMMENT ON COLUMN gold.profile_1h.line_area IS 'The same with a straight line from value to value. NULL as increase.';
COMMENT ON COLUMN gold.profile_1h.keys IS 'Cells that hold values (rollup.sketch_key), ascending; of a text series, texts (catalog.text_value), the 64 most frequent.';
COMMENT ON COLUMN gold.profile_1h.counts IS 'Number of points in each cell. Fewer in all than point_count: texts are missing.';
COMMENT ON COLUMN gold.profile_1h.sources IS 'The 4,096 lowest different hashes of sources other than 0 (rollup.source_hash), ascending; NULL for none.';

CREATE TABLE platinum.profile_1d (
    series_id integer NOT NULL,
    bucket timestamptz NOT NULL,
    point_count bigint NOT NULL,
    value_min double precision,
    value_max double precision,
    first_time timestamptz NOT NULL,
    first_source bigint NOT NULL,
    first_value double precision NOT NULL,
    last_time timestamptz NOT NULL,
    last_source bigint NOT NULL,
    last_value double precision NOT NULL,
    increase double precision,
    step_area double precision,
    line_area double precision,
    keys integer[] NOT NULL,
    counts bigint[] NOT NULL,
    sources bigint[],
    CONSTRAINT profile_1d_pkey PRIMARY KEY (series_id, bucket),
    CONSTRAINT profile_1d_cells_check CHECK (cardinality(keys) = cardinality(counts))
) PARTITION BY RANGE (bucket);
CREATE INDEX profile_1d_bucket_idx ON platinum.profile_1d USING brin (bucket) WITH (pages_per_range = 32, autosummarize = on);

COMMENT ON TABLE platinum.profile_1d IS 'Profiles of buckets of one day (UTC), partitioned by year: how values are distributed, who sent them, how they moved. A bucket without points has no row.';
COMMENT ON COLUMN platinum.profile_1d.series_id IS 'The series, catalog.series.';
COMMENT ON COLUMN platinum.profile_1d.bucket IS 'Start of the bucket; it ends one width later, exclusive.';
COMMENT ON COLUMN platinum.profile_1d.point_count IS 'Number of points in the bucket, at least 1.';
COMMENT ON COLUMN platinum.profile_1d.value_min IS 'Smallest value; NULL for a text series.';
COMMENT ON COLUMN platinum.profile_1d.value_max IS 'Largest value; NULL for a text series.';
COMMENT ON COLUMN platinum.profile_1d.first_time IS 'Time of the earliest point.';
COMMENT ON COLUMN platinum.profile_1d.first_source IS 'Source of the earliest point; of several at that time, the highest.';
COMMENT ON COLUMN platinum.profile_1d.first_value IS 'Value of the earliest point.';
COMMENT ON COLUMN platinum.profile_1d.last_time IS 'Time of the latest point.';
COMMENT ON COLUMN platinum.profile_1d.last_source IS 'Source of the latest point; of several at that time, the highest.';
COMMENT ON COLUMN platinum.profile_1d.last_value IS 'Value of the latest point.';
COMMENT ON COLUMN platinum.profile_1d.increase IS 'What a counter grew by from point to point, a lower value than before counting from 0. NULL for a text series, and where a point came in between after the others were gone.';
COMMENT ON COLUMN platinum.profile_1d.step_area IS 'Integral of the value over seconds from the first to the last point, each value holding until the next. NULL as increase.';
COMMENT ON COLUMN platinum.profile_1d.line_area IS 'The same with a straight line from value to value. NULL as increase.';
COMMENT ON COLUMN platinum.profile_1d.keys IS 'Cells that hold values (rollup.sketch_key), ascending; of a text series, texts (catalog.text_value), the 64 most frequent.';
COMMENT ON COLUMN platinum.profile_1d.counts IS 'Number of points in each cell. Fewer in all than point_count: texts are missing.';
COMMENT ON COLUMN platinum.profile_1d.sources IS 'The 4,096 lowest different hashes of sources other than 0 (rollup.source_hash), ascending; NULL for none.';

CREATE TABLE platinum.profile_1w (
    series_id integer NOT NULL,
    bucket timestamptz NOT NULL,
    point_count bigint NOT NULL,
    value_min double precision,
    value_max double precision,
    first_time timestamptz NOT NULL,
    first_source bigint NOT NULL,
    first_value double precision NOT NULL,
    last_time timestamptz NOT NULL,
    last_source bigint NOT NULL,
    last_value double precision NOT NULL,
    increase double precision,
    step_area double precision,
    line_area double precision,
    keys integer[] NOT NULL,
    counts bigint[] NOT NULL,
    sources bigint[],
    CONSTRAINT profile_1w_pkey PRIMARY KEY (series_id, bucket),
    CONSTRAINT profile_1w_cells_check CHECK (cardinality(keys) = cardinality(counts))
);

COMMENT ON TABLE platinum.profile_1w IS 'Profiles of buckets of one week, from Monday (UTC): how values are distributed, who sent them, how they moved. A bucket without points has no row.';
COMMENT ON COLUMN platinum.profile_1w.series_id IS 'The series, catalog.series.';
COMMENT ON COLUMN platinum.profile_1w.bucket IS 'Start of the bucket; it ends one width later, exclusive.';
COMMENT ON COLUMN platinum.profile_1w.point_count IS 'Number of points in the bucket, at least 1.';
COMMENT ON COLUMN platinum.profile_1w.value_min IS 'Smallest value; NULL for a text series.';
COMMENT ON COLUMN platinum.profile_1w.value_max IS 'Largest value; NULL for a text series.';
COMMENT ON COLUMN platinum.profile_1w.first_time IS 'Time of the earliest point.';
COMMENT ON COLUMN platinum.profile_1w.first_source IS 'Source of the earliest point; of several at that time, the highest.';
COMMENT ON COLUMN platinum.profile_1w.first_value IS 'Value of the earliest point.';
COMMENT ON COLUMN platinum.profile_1w.last_time IS 'Time of the latest point.';
COMMENT ON COLUMN platinum.profile_1w.last_source IS 'Source of the latest point; of several at that time, the highest.';
COMMENT ON COLUMN platinum.profile_1w.last_value IS 'Value of the latest point.';
COMMENT ON COLUMN platinum.profile_1w.increase IS 'What a counter grew by from point to point, a lower value than before counting from 0. NULL for a text series, and where a point came in between after the others were gone.';
COMMENT ON COLUMN platinum.profile_1w.step_area IS 'Integral of the value over seconds from the first to the last point, each value holding until the next. NULL as increase.';
COMMENT ON COLUMN platinum.profile_1w.line_area IS 'The same with a straight line from value to value. NULL as increase.';
COMMENT ON COLUMN platinum.profile_1w.keys IS 'Cells that hold values (rollup.sketch_key), ascending; of a text series, texts (catalog.text_value), the 64 most frequent.';
COMMENT ON COLUMN platinum.profile_1w.counts IS 'Number of points in each cell. Fewer in all than point_count: texts are missing.';
COMMENT ON COLUMN platinum.profile_1w.sources IS 'The 4,096 lowest different hashes of sources other than 0 (rollup.source_hash), ascending; NULL for none.';

CREATE TABLE platinum.profile_1mo (
    series_id integer NOT NULL,
    bucket timestamptz NOT NULL,
    point_count bigint NOT NULL,
    value_min double precision,
    value_max double precision,
    first_time timestamptz NOT NULL,
    first_source bigint NOT NULL,
    first_value double precision NOT NULL,
    last_time timestamptz NOT NULL,
    last_source bigint NOT NULL,
    last_value double precision NOT NULL,
    increase double precision,
    step_area double precision,
    line_area double precision,
    keys integer[] NOT NULL,
    counts bigint[] NOT NULL,
    sources bigint[],
    CONSTRAINT profile_1mo_pkey PRIMARY KEY (series_id, bucket),
    CONSTRAINT profile_1mo_cells_check CHECK (cardinality(keys) = cardinality(counts))
);

COMMENT ON TABLE platinum.profile_1mo IS 'Profiles of buckets of one calendar month (UTC): how values are distributed, who sent them, how they moved. A bucket without points has no row.';
COMMENT ON COLUMN platinum.profile_1mo.series_id IS 'The series, catalog.series.';
COMMENT ON COLUMN platinum.profile_1mo.bucket IS 'Start of the bucket; it ends one width later, exclusive.';
COMMENT ON COLUMN platinum.profile_1mo.point_count IS 'Number of points in the bucket, at least 1.';
COMMENT ON COLUMN platinum.profile_1mo.value_min IS 'Smallest value; NULL for a text series.';
COMMENT ON COLUMN platinum.profile_1mo.value_max IS 'Largest value; NULL for a text series.';
COMMENT ON COLUMN platinum.profile_1mo.first_time IS 'Time of the earliest point.';
COMMENT ON COLUMN platinum.profile_1mo.first_source IS 'Source of the earliest point; of several at that time, the highest.';
COMMENT ON COLUMN platinum.profile_1mo.first_value IS 'Value of the earliest point.';
COMMENT ON COLUMN platinum.profile_1mo.last_time IS 'Time of the latest point.';
COMMENT ON COLUMN platinum.profile_1mo.last_source IS 'Source of the latest point; of several at that time, the highest.';
COMMENT ON COLUMN platinum.profile_1mo.last_value IS 'Value of the latest point.';
COMMENT ON COLUMN platinum.profile_1mo.increase IS 'What a counter grew by from point to point, a lower value than before counting from 0. NULL for a text series, and where a point came in between after the others were gone.';
COMMENT ON COLUMN platinum.profile_1mo.step_area IS 'Integral of the value over seconds from the first to the last point, each value holding until the next. NULL as increase.';
COMMENT ON COLUMN platinum.profile_1mo.line_area IS 'The same with a straight line from value to value. NULL as increase.';
COMMENT ON COLUMN platinum.profile_1mo.keys IS 'Cells that hold values (rollup.sketch_key), ascending; of a text series, texts (catalog.text_value), the 64 most frequent.';
COMMENT ON COLUMN platinum.profile_1mo.counts IS 'Number of points in each cell. Fewer in all than point_count: texts are missing.';
COMMENT ON COLUMN platinum.profile_1mo.sources IS 'The 4,096 lowest different hashes of sources other than 0 (rollup.source_hash), ascending; NULL for none.';

CREATE TABLE platinum.profile_1y (
    series_id integer NOT NULL,
    bucket timestamptz NOT NULL,
    point_count bigint NOT NULL,
    value_min double precision,
    value_max double precision,
    first_time timestamptz NOT NULL,
    first_source bigint NOT NULL,
    first_value double precision NOT NULL,
    last_time timestamptz NOT NULL,
    last_source bigint NOT NULL,
    last_value double precision NOT NULL,
    increase double precision,
    step_area double precision,
    line_area double precision,
    keys integer[] NOT NULL,
    counts bigint[] NOT NULL,
    sources bigint[],
    CONSTRAINT profile_1y_pkey PRIMARY KEY (series_id, bucket),
    CONSTRAINT profile_1y_cells_check CHECK (cardinality(keys) = cardinality(counts))
);

COMMENT ON TABLE platinum.profile_1y IS 'Profiles of buckets of one calendar year (UTC): how values are distributed, who sent them, how they moved. A bucket without points has no row.';
COMMENT ON COLUMN platinum.profile_1y.series_id IS 'The series, catalog.series.';
COMMENT ON COLUMN platinum.profile_1y.bucket IS 'Start of the bucket; it ends one width later, exclusive.';
COMMENT ON COLUMN platinum.profile_1y.point_count IS 'Number of points in the bucket, at least 1.';
COMMENT ON COLUMN platinum.profile_1y.value_min IS 'Smallest value; NULL for a text series.';
COMMENT ON COLUMN platinum.profile_1y.value_max IS 'Largest value; NULL for a text series.';
COMMENT ON COLUMN platinum.profile_1y.first_time IS 'Time of the earliest point.';
COMMENT ON COLUMN platinum.profile_1y.first_source IS 'Source of the earliest point; of several at that time, the highest.';
COMMENT ON COLUMN platinum.profile_1y.first_value IS 'Value of the earliest point.';
COMMENT ON COLUMN platinum.profile_1y.last_time IS 'Time of the latest point.';
COMMENT ON COLUMN platinum.profile_1y.last_source IS 'Source of the latest point; of several at that time, the highest.';
COMMENT ON COLUMN platinum.profile_1y.last_value IS 'Value of the latest point.';
COMMENT ON COLUMN platinum.profile_1y.increase IS 'What a counter grew by from point to point, a lower value than before counting from 0. NULL for a text series, and where a point came in between after the others were gone.';
COMMENT ON COLUMN platinum.profile_1y.step_area IS 'Integral of the value over seconds from the first to the last point, each value holding until the next. NULL as increase.';
COMMENT ON COLUMN platinum.profile_1y.line_area IS 'The same with a straight line from value to value. NULL as increase.';
COMMENT ON COLUMN platinum.profile_1y.keys IS 'Cells that hold values (rollup.sketch_key), ascending; of a text series, texts (catalog.text_value), the 64 most frequent.';
COMMENT ON COLUMN platinum.profile_1y.counts IS 'Number of points in each cell. Fewer in all than point_count: texts are missing.';
COMMENT ON COLUMN platinum.profile_1y.sources IS 'The 4,096 lowest different hashes of sources other than 0 (rollup.source_hash), ascending; NULL for none.';

INSERT INTO ops.partition_layout (schema_name, table_name, time_column, width, ahead) VALUES
    ('gold', 'profile_1h', 'bucket', '1 year', 1),
    ('platinum', 'profile_1d', 'bucket', '1 year', 1);

CREATE TABLE rollup.profile (
    tier_id smallint NOT NULL,
    source_id smallint NOT NULL,
    schema_name name NOT NULL,
    table_name name NOT NULL,
    begins timestamptz NOT NULL DEFAULT '-infinity',
    position timestamptz NOT NULL DEFAULT '-infinity',
    updated_at timestamptz,
    CONSTRAINT profile_pkey PRIMARY KEY (tier_id),
    CONSTRAINT profile_tier_fkey FOREIGN KEY (tier_id) REFERENCES rollup.tier,
    CONSTRAINT profile_source_check CHECK (source_id >= 0 AND source_id < tier_id),
    CONSTRAINT profile_position_check CHECK (position >= begins)
);
INSERT INTO rollup.profile (tier_id, source_id, schema_name, table_name)
SELECT t.tier_id, CASE WHEN t.name = '1h' THEN 0 ELSE t.source_id END, t.schema_name, 'profile_' || t.name
FROM rollup.tier AS t
WHERE t.width >= interval '1 hour';

COMMENT ON TABLE rollup.profile IS 'The tiers that have profiles, and how far they are.';
COMMENT ON COLUMN rollup.profile.tier_id IS 'The tier.';
COMMENT ON COLUMN rollup.profile.source_id IS 'What its profiles are made from: 0 for points, else the tier whose profiles are merged.';
COMMENT ON COLUMN rollup.profile.schema_name IS 'Schema of the table of profiles.';
COMMENT ON COLUMN rollup.profile.table_name IS 'Name of the table of profiles.';
COMMENT ON COLUMN rollup.profile.begins IS 'Buckets that start before have no profile: points of them were gone before there were profiles. Never moves; -infinity if nothing was gone.';
COMMENT ON COLUMN rollup.profile.position IS 'Buckets that end at or before have their profile. Only moves forward; at most the tier''s watermark, and the position of what it is made from.';
COMMENT ON COLUMN rollup.profile.updated_at IS 'When the position last moved.';

-- What is gone already cannot be profiled. One time for all series. The functions are there: without them no floor was ever raised.
DO $$
BEGIN
    IF EXISTS (SELECT FROM rollup.floor AS f WHERE f.generation > 0) THEN
        EXECUTE $sql$
            UPDATE rollup.profile AS p
            SET begins = b.begins, position = b.begins
            FROM (
                SELECT t.tier_id, max(rollup.bucket_ceil(t.width, f.position)) AS begins
                FROM rollup.tier AS t
                JOIN (
                    SELECT layer_id, position FROM rollup.floor
                    UNION ALL
                    SELECT layer_id, position FROM rollup.series_floor
                ) AS f ON f.layer_id = ANY (0::smallint || rollup.tier_path(t.tier_id))
                WHERE isfinite(f.position) AND (f.layer_id = 0 OR f.layer_id IN (SELECT o.tier_id FROM rollup.profile AS o))
                GROUP BY t.tier_id
            ) AS b
            WHERE b.tier_id = p.tier_id$sql$;
    END IF;
END
$$;

CREATE TABLE rollup.profile_failure (
    failure_id bigint GENERATED ALWAYS AS IDENTITY,
    tier_id smallint NOT NULL,
    series_id integer NOT NULL,
    from_bucket timestamptz NOT NULL,
    to_bucket timestamptz NOT NULL,
    failed_at timestamptz NOT NULL,
    CONSTRAINT profile_failure_pkey PRIMARY KEY (failure_id),
    CONSTRAINT profile_failure_run_check CHECK (from_bucket < to_bucket)
);
CREATE INDEX profile_failure_series_idx ON rollup.profile_failure (series_id, from_bucket);

COMMENT ON TABLE rollup.profile_failure IS 'Buckets whose profile could not be made while their partial was: it is out of date, though the log says nothing of the tier. Append-only like the log.';
COMMENT ON COLUMN rollup.profile_failure.failure_id IS 'Surrogate key.';
COMMENT ON COLUMN rollup.profile_failure.tier_id IS 'The tier whose profiles are out of date.';
COMMENT ON COLUMN rollup.profile_failure.series_id IS 'The series.';
COMMENT ON COLUMN rollup.profile_failure.from_bucket IS 'Start of the first bucket.';
COMMENT ON COLUMN rollup.profile_failure.to_bucket IS 'End of the last bucket, exclusive.';
COMMENT ON COLUMN rollup.profile_failure.failed_at IS 'When it failed; the buckets are logged as out of date, and so recomputed, some time later.';

INSERT INTO ops.job (job, tier, warn_after, alert_after)
SELECT 'profile', t.name, interval '2 hours', interval '12 hours' FROM rollup.profile AS p JOIN rollup.tier AS t USING (tier_id) ORDER BY t.tier_id;
COMMENT ON COLUMN ops.job.job IS 'Kind of work: refresh, profile, settle, retention, reconcile, maintain, backfill.';
