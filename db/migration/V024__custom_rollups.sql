-- Rollups that users define (docs/adr/0029): partials of a tier, merged over series that agree in some tags.
CREATE SCHEMA custom;
COMMENT ON SCHEMA custom IS 'Custom rollups: of each its table and, with names, its view.';

CREATE TABLE rollup.custom (
    rollup_id integer GENERATED ALWAYS AS IDENTITY,
    name text COLLATE "C" NOT NULL,
    source_id smallint NOT NULL,
    width interval NOT NULL,
    series text[] NOT NULL,
    dimensions text[] NOT NULL,
    look_back interval NOT NULL,
    retention interval,
    every interval,
    cron text,
    is_active boolean NOT NULL,
    begins timestamptz NOT NULL,
    position timestamptz NOT NULL,
    updated_at timestamptz,
    due_at timestamptz,
    seen_series integer NOT NULL DEFAULT 0,
    generation bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    altered_at timestamptz NOT NULL,
    CONSTRAINT custom_pkey PRIMARY KEY (rollup_id),
    CONSTRAINT custom_name_key UNIQUE (name),
    CONSTRAINT custom_source_fkey FOREIGN KEY (source_id) REFERENCES rollup.tier,
    CONSTRAINT custom_lengths_check CHECK (width > '0' AND look_back >= '0' AND retention > '0' AND every > '0'),
    CONSTRAINT custom_schedule_check CHECK (every IS NULL OR cron IS NULL),
    CONSTRAINT custom_position_check CHECK (position >= begins)
);

COMMENT ON TABLE rollup.custom IS 'Custom rollups: what they are made of, and how far they are.';
COMMENT ON COLUMN rollup.custom.rollup_id IS 'Surrogate key, never reused; the table is custom.rollup_<id>.';
COMMENT ON COLUMN rollup.custom.name IS 'Its name, that of the view in custom, and in ops.job.';
COMMENT ON COLUMN rollup.custom.source_id IS 'The tier whose buckets are merged.';
COMMENT ON COLUMN rollup.custom.width IS 'Width of a bucket: whole buckets of the source.';
COMMENT ON COLUMN rollup.custom.series IS 'Which metric types: names, globs with *, regular expressions ^..$.';
COMMENT ON COLUMN rollup.custom.dimensions IS 'Tags that are kept, or user_id; series that differ in others only are merged.';
COMMENT ON COLUMN rollup.custom.look_back IS 'So long before the position everything is recomputed in each run, whatever the log says; 0 for nothing.';
COMMENT ON COLUMN rollup.custom.retention IS 'How long buckets are kept; NULL for ever.';
COMMENT ON COLUMN rollup.custom.every IS 'How often it is refreshed; NULL by cron, or in every round.';
COMMENT ON COLUMN rollup.custom.cron IS 'When it is refreshed, in UTC; NULL by every, or in every round.';
COMMENT ON COLUMN rollup.custom.is_active IS 'False pauses it: it is not refreshed, and does not keep the source from being removed.';
COMMENT ON COLUMN rollup.custom.begins IS 'Buckets that start before are not kept, or could not be made any more.';
COMMENT ON COLUMN rollup.custom.position IS 'Its watermark: every bucket between begins and this is stored, or has no points.';
COMMENT ON COLUMN rollup.custom.updated_at IS 'When the position last moved.';
COMMENT ON COLUMN rollup.custom.due_at IS 'When it is refreshed next; NULL at once.';
COMMENT ON COLUMN rollup.custom.seen_series IS 'All series up to this id have been looked at.';
COMMENT ON COLUMN rollup.custom.generation IS 'Counts changes of its members.';
COMMENT ON COLUMN rollup.custom.created_at IS 'When it was created.';
COMMENT ON COLUMN rollup.custom.altered_at IS 'When it was last altered.';

CREATE TABLE rollup.custom_group (
    group_id integer GENERATED ALWAYS AS IDENTITY,
    rollup_id integer NOT NULL,
    field_id integer NOT NULL,
    dimensions jsonb NOT NULL,
    fingerprint uuid NOT NULL,
    CONSTRAINT custom_group_pkey PRIMARY KEY (group_id),
    CONSTRAINT custom_group_fingerprint_key UNIQUE (rollup_id, field_id, fingerprint)
);

COMMENT ON TABLE rollup.custom_group IS 'What the rows of a custom rollup are about: a field of a metric type and its kept dimensions.';
COMMENT ON COLUMN rollup.custom_group.group_id IS 'Surrogate key, never reused.';
COMMENT ON COLUMN rollup.custom_group.rollup_id IS 'The rollup.';
COMMENT ON COLUMN rollup.custom_group.field_id IS 'The field, and through it the metric type.';
COMMENT ON COLUMN rollup.custom_group.dimensions IS 'Values of the kept dimensions; null where the series have none.';
COMMENT ON COLUMN rollup.custom_group.fingerprint IS 'MD5 of the dimensions, which may be too long for an index.';

CREATE TABLE rollup.custom_member (
    series_id integer NOT NULL,
    rollup_id integer NOT NULL,
    group_id integer NOT NULL,
    CONSTRAINT custom_member_pkey PRIMARY KEY (series_id, rollup_id)
);
CREATE INDEX custom_member_group_idx ON rollup.custom_member (rollup_id, group_id);

COMMENT ON TABLE rollup.custom_member IS 'Which series a custom rollup merges into which group. Written under all shards of the source, so that whoever writes there sees it.';
COMMENT ON COLUMN rollup.custom_member.series_id IS 'The series, catalog.series.';
COMMENT ON COLUMN rollup.custom_member.rollup_id IS 'The rollup.';
COMMENT ON COLUMN rollup.custom_member.group_id IS 'The group it is merged into.';

CREATE TABLE rollup.custom_invalidation (
    invalidation_id bigint GENERATED ALWAYS AS IDENTITY,
    rollup_id integer NOT NULL,
    group_id integer NOT NULL,
    from_bucket timestamptz NOT NULL,
    to_bucket timestamptz NOT NULL,
    logged_at timestamptz NOT NULL,
    is_lost boolean NOT NULL DEFAULT false,
    attempts smallint NOT NULL DEFAULT 0,
    retry_at timestamptz,
    CONSTRAINT custom_invalidation_pkey PRIMARY KEY (invalidation_id),
    CONSTRAINT custom_invalidation_run_check CHECK (from_bucket < to_bucket)
);
CREATE INDEX custom_invalidation_rollup_idx ON rollup.custom_invalidation (rollup_id, from_bucket);
CREATE INDEX custom_invalidation_lost_idx ON rollup.custom_invalidation (group_id, from_bucket) WHERE is_lost;

COMMENT ON TABLE rollup.custom_invalidation IS 'Append-only log, as rollup.invalidation: these buckets of a custom rollup are out of date. No unique key and no foreign keys, for the same reasons.';
COMMENT ON COLUMN rollup.custom_invalidation.invalidation_id IS 'Surrogate key; a refresh deletes exactly the entries it read.';
COMMENT ON COLUMN rollup.custom_invalidation.rollup_id IS 'The rollup.';
COMMENT ON COLUMN rollup.custom_invalidation.group_id IS 'The group to recompute.';
COMMENT ON COLUMN rollup.custom_invalidation.from_bucket IS 'Start of the first bucket of the run.';
COMMENT ON COLUMN rollup.custom_invalidation.to_bucket IS 'End of the last bucket of the run, exclusive.';
COMMENT ON COLUMN rollup.custom_invalidation.logged_at IS 'When it was logged.';
COMMENT ON COLUMN rollup.custom_invalidation.is_lost IS 'Whether the source is gone there, so that they stay out of date for good.';
COMMENT ON COLUMN rollup.custom_invalidation.attempts IS 'How often recomputing it by itself failed; above 0 it is set aside.';
COMMENT ON COLUMN rollup.custom_invalidation.retry_at IS 'When it is tried again, if it is set aside.';
