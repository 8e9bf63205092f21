-- What is to be rebuilt, and how far that has come: it outlives a restart and is shared by all instances.
CREATE TABLE rollup.backfill (
    backfill_id bigint GENERATED ALWAYS AS IDENTITY,
    series_pattern text,
    from_time timestamptz NOT NULL,
    to_time timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    started_at timestamptz,
    first_day timestamptz,
    last_day timestamptz,
    position timestamptz,
    last_series integer NOT NULL DEFAULT 0,
    stretches bigint NOT NULL DEFAULT 0,
    walked_at timestamptz,
    log_bound bigint,
    log_rounds smallint NOT NULL DEFAULT 0,
    finished_at timestamptz,
    CONSTRAINT backfill_pkey PRIMARY KEY (backfill_id),
    CONSTRAINT backfill_range_check CHECK (from_time < to_time)
);
CREATE INDEX backfill_unfinished_idx ON rollup.backfill (backfill_id) WHERE finished_at IS NULL;

COMMENT ON TABLE rollup.backfill IS 'Ranges to be rebuilt from what is left of their points, newest day first: day by day and some series at a time they are logged as out of date, no more at once than refreshes keep up with.';
COMMENT ON COLUMN rollup.backfill.backfill_id IS 'Surrogate key, in the order they were asked for.';
COMMENT ON COLUMN rollup.backfill.series_pattern IS 'Which series, as the caller said it; NULL for all.';
COMMENT ON COLUMN rollup.backfill.from_time IS 'Start of the range.';
COMMENT ON COLUMN rollup.backfill.to_time IS 'End of the range, exclusive.';
COMMENT ON COLUMN rollup.backfill.created_at IS 'When it was asked for.';
COMMENT ON COLUMN rollup.backfill.started_at IS 'When its work began; NULL before.';
COMMENT ON COLUMN rollup.backfill.first_day IS 'The first day of the range on which anything is stored; NULL before it started, or if there is none.';
COMMENT ON COLUMN rollup.backfill.last_day IS 'The day in which the range, or what is materialised of it, ends; NULL as first_day.';
COMMENT ON COLUMN rollup.backfill.position IS 'From here to the end of the range everything has been logged as out of date.';
COMMENT ON COLUMN rollup.backfill.last_series IS 'Of the day before the position, series up to this one have been logged too; 0 for none.';
COMMENT ON COLUMN rollup.backfill.stretches IS 'How many days of a series have been logged as out of date.';
COMMENT ON COLUMN rollup.backfill.walked_at IS 'When all of the range had been logged; NULL before.';
COMMENT ON COLUMN rollup.backfill.log_bound IS 'Entries of rollup.invalidation up to this one are waited for.';
COMMENT ON COLUMN rollup.backfill.log_rounds IS 'How often none was left up to the bound: entries of a tier make others of coarser tiers.';
COMMENT ON COLUMN rollup.backfill.finished_at IS 'When everything had been recomputed; NULL before.';
