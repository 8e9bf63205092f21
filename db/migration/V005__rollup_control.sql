CREATE TABLE rollup.tier (
    tier_id smallint NOT NULL,
    name text NOT NULL,
    source_id smallint NOT NULL,
    width interval NOT NULL,
    schema_name name NOT NULL,
    table_name name NOT NULL,
    step interval NOT NULL,
    CONSTRAINT tier_pkey PRIMARY KEY (tier_id),
    CONSTRAINT tier_name_key UNIQUE (name),
    CONSTRAINT tier_source_check CHECK (source_id >= 0 AND source_id < tier_id)
);
INSERT INTO rollup.tier (tier_id, name, source_id, width, schema_name, table_name, step) VALUES
    (1, '1m', 0, '1 minute', 'bronze', 'rollup_1m', '1 day'),
    (2, '5m', 1, '5 minutes', 'silver', 'rollup_5m', '1 day'),
    (3, '1h', 2, '1 hour', 'gold', 'rollup_1h', '1 month'),
    (4, '1d', 3, '1 day', 'platinum', 'rollup_1d', '1 year'),
    (5, '1w', 4, '7 days', 'platinum', 'rollup_1w', '1 year'),
    (6, '1mo', 4, '1 month', 'platinum', 'rollup_1mo', '10 years'),
    (7, '1y', 6, '1 year', 'platinum', 'rollup_1y', '100 years');

COMMENT ON TABLE rollup.tier IS 'The stored resolutions. A layer is raw (0) or a tier; each tier is built from a finer layer.';
COMMENT ON COLUMN rollup.tier.tier_id IS 'Id of the tier as a layer, 1 and up, finer before coarser.';
COMMENT ON COLUMN rollup.tier.name IS 'Name of the tier: 1m, 5m, 1h, 1d, 1w, 1mo, 1y.';
COMMENT ON COLUMN rollup.tier.source_id IS 'The layer the tier is built from: 0 for raw, else a tier.';
COMMENT ON COLUMN rollup.tier.width IS 'Width of a bucket: whole seconds, or whole calendar months.';
COMMENT ON COLUMN rollup.tier.schema_name IS 'Schema of the tier''s table.';
COMMENT ON COLUMN rollup.tier.table_name IS 'Name of the tier''s table.';
COMMENT ON COLUMN rollup.tier.step IS 'The longest stretch one forward step materialises and one invalidation covers.';

CREATE TABLE rollup.fence (
    layer_id smallint NOT NULL,
    position timestamptz NOT NULL DEFAULT '-infinity',
    generation bigint NOT NULL DEFAULT 1,
    drained_position timestamptz NOT NULL DEFAULT '-infinity',
    drained_generation bigint NOT NULL DEFAULT 0,
    CONSTRAINT fence_pkey PRIMARY KEY (layer_id),
    CONSTRAINT fence_drained_check CHECK (drained_generation < generation AND drained_position <= position)
);
INSERT INTO rollup.fence (layer_id) SELECT generate_series(0, 7);

COMMENT ON TABLE rollup.fence IS 'Per layer: below the position a write must log an invalidation. Only moves forward.';
COMMENT ON COLUMN rollup.fence.layer_id IS '0 for raw, else a tier.';
COMMENT ON COLUMN rollup.fence.position IS 'What writers compare their times with.';
COMMENT ON COLUMN rollup.fence.generation IS 'Counts the moves; writers hold a shared advisory lock on (layer, generation) until they end.';
COMMENT ON COLUMN rollup.fence.drained_position IS 'The position up to which no writer with an older fence is left: refreshes go up to here.';
COMMENT ON COLUMN rollup.fence.drained_generation IS 'All writers of this generation and older have ended.';

CREATE TABLE rollup.watermark (
    tier_id smallint NOT NULL,
    position timestamptz NOT NULL DEFAULT '-infinity',
    updated_at timestamptz,
    CONSTRAINT watermark_pkey PRIMARY KEY (tier_id),
    CONSTRAINT watermark_tier_fkey FOREIGN KEY (tier_id) REFERENCES rollup.tier
);
INSERT INTO rollup.watermark (tier_id) SELECT tier_id FROM rollup.tier;

COMMENT ON TABLE rollup.watermark IS 'Per tier: all buckets ending at or before the position are materialised. Only moves forward.';
COMMENT ON COLUMN rollup.watermark.tier_id IS 'The tier.';
COMMENT ON COLUMN rollup.watermark.position IS 'A bucket boundary of the tier; -infinity before the first refresh.';
COMMENT ON COLUMN rollup.watermark.updated_at IS 'When the position last moved.';

CREATE TABLE rollup.invalidation (
    invalidation_id bigint GENERATED ALWAYS AS IDENTITY,
    tier_id smallint NOT NULL,
    series_id integer NOT NULL,
    from_bucket timestamptz NOT NULL,
    to_bucket timestamptz NOT NULL,
    logged_at timestamptz NOT NULL,
    CONSTRAINT invalidation_pkey PRIMARY KEY (invalidation_id),
    CONSTRAINT invalidation_run_check CHECK (from_bucket < to_bucket)
);
CREATE INDEX invalidation_series_idx ON rollup.invalidation (series_id, from_bucket);
CREATE INDEX invalidation_tier_idx ON rollup.invalidation (tier_id, from_bucket);

COMMENT ON TABLE rollup.invalidation IS 'Append-only log: this run of adjacent buckets of this tier is out of date for this series. No unique key and no foreign keys on purpose: appending must never wait for, or be swallowed by, a refresh that is consuming the log.';
COMMENT ON COLUMN rollup.invalidation.invalidation_id IS 'Surrogate key; a refresh deletes exactly the entries it read.';
COMMENT ON COLUMN rollup.invalidation.tier_id IS 'The tier to recompute.';
COMMENT ON COLUMN rollup.invalidation.series_id IS 'The series to recompute.';
COMMENT ON COLUMN rollup.invalidation.from_bucket IS 'Start of the first bucket of the run.';
COMMENT ON COLUMN rollup.invalidation.to_bucket IS 'End of the last bucket of the run, exclusive.';
COMMENT ON COLUMN rollup.invalidation.logged_at IS 'When it was logged: entries wait up to a minute for finer ones inside their buckets.';
