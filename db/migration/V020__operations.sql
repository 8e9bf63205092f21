-- The ledger: what scheduled work there is, its runs, its errors, and the instances that do it. Rows are written in
-- transactions of their own, so that others see a run while it lasts and its rollback does not take the row away.
CREATE TABLE ops.job (
    job text NOT NULL,
    tier text NOT NULL,
    is_active boolean NOT NULL DEFAULT true,
    retry_after interval NOT NULL DEFAULT '10 seconds',
    retry_at_most interval NOT NULL DEFAULT '10 minutes',
    max_attempts integer NOT NULL DEFAULT 10,
    probe_after interval DEFAULT '1 hour',
    warn_after interval NOT NULL DEFAULT '5 minutes',
    alert_after interval NOT NULL DEFAULT '30 minutes',
    max_runtime interval NOT NULL DEFAULT '1 hour',
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz,
    average_seconds double precision,
    last_success_at timestamptz,
    health text NOT NULL DEFAULT 'OK',
    health_since timestamptz,
    CONSTRAINT job_pkey PRIMARY KEY (job, tier),
    CONSTRAINT job_retry_check CHECK (retry_after > '0' AND retry_at_most >= retry_after AND probe_after > '0'),
    CONSTRAINT job_attempts_check CHECK (attempts >= 0 AND max_attempts > 0),
    CONSTRAINT job_limits_check CHECK (warn_after > '0' AND alert_after >= warn_after AND max_runtime > '0'),
    CONSTRAINT job_health_check CHECK (health IN ('OK', 'WARNING', 'ALERT'))
);
INSERT INTO ops.job (job, tier)
SELECT 'refresh', name FROM rollup.tier
UNION ALL SELECT 'retention', name FROM rollup.tier
UNION ALL VALUES ('retention', 'raw'), ('settle', 'raw'), ('reconcile', 'all'), ('maintain', 'all'), ('backfill', 'all');

COMMENT ON TABLE ops.job IS 'Scheduled work, by kind and tier: how it is retried, when it counts as unhealthy, and how it stands.';
COMMENT ON COLUMN ops.job.job IS 'Kind of work: refresh, settle, retention, reconcile, maintain, backfill.';
COMMENT ON COLUMN ops.job.tier IS 'Name of the tier it writes; raw, or all where it is not about one.';
COMMENT ON COLUMN ops.job.is_active IS 'False pauses it.';
COMMENT ON COLUMN ops.job.retry_after IS 'After the first failure it waits about this long, after each further one twice as long.';
COMMENT ON COLUMN ops.job.retry_at_most IS 'The longest it waits between attempts.';
COMMENT ON COLUMN ops.job.max_attempts IS 'After so many failures in a row it has failed, and is an ALERT.';
COMMENT ON COLUMN ops.job.probe_after IS 'What has failed is tried this much later whether the cause is gone; NULL for never.';
COMMENT ON COLUMN ops.job.warn_after IS 'Overdue for longer than this, or waiting to be recomputed for longer than twelve times this: WARNING.';
COMMENT ON COLUMN ops.job.alert_after IS 'Overdue, or running, for longer than this: ALERT.';
COMMENT ON COLUMN ops.job.max_runtime IS 'A statement of a run that takes longer is cancelled.';
COMMENT ON COLUMN ops.job.attempts IS 'Failures in a row; 0 after a success.';
COMMENT ON COLUMN ops.job.next_attempt_at IS 'Not tried before; NULL when it did not fail.';
COMMENT ON COLUMN ops.job.average_seconds IS 'Moving average of durations: 0.7 of what it was and 0.3 of the last run''s.';
COMMENT ON COLUMN ops.job.last_success_at IS 'When a run last succeeded.';
COMMENT ON COLUMN ops.job.health IS 'Health that was last told to others: OK, WARNING or ALERT.';
COMMENT ON COLUMN ops.job.health_since IS 'When that changed; NULL if it never did.';

CREATE TABLE ops.instance (
    instance text NOT NULL,
    started_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    CONSTRAINT instance_pkey PRIMARY KEY (instance)
);

COMMENT ON TABLE ops.instance IS 'Processes of the service that work, or worked lately, on this database.';
COMMENT ON COLUMN ops.instance.instance IS 'Name of the instance: host, process number, and a number drawn at its start.';
COMMENT ON COLUMN ops.instance.started_at IS 'When it was first seen.';
COMMENT ON COLUMN ops.instance.seen_at IS 'When it was last seen.';

CREATE TABLE ops.run (
    run_id bigint GENERATED ALWAYS AS IDENTITY,
    job text NOT NULL,
    tier text NOT NULL,
    instance text NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at timestamptz,
    window_from timestamptz,
    window_to timestamptz,
    rows_in bigint NOT NULL DEFAULT 0,
    rows_out bigint NOT NULL DEFAULT 0,
    attempt integer NOT NULL,
    outcome text NOT NULL DEFAULT 'running',
    CONSTRAINT run_pkey PRIMARY KEY (run_id),
    CONSTRAINT run_job_fkey FOREIGN KEY (job, tier) REFERENCES ops.job ON DELETE CASCADE,
    CONSTRAINT run_outcome_check CHECK (outcome IN ('running', 'succeeded', 'failed', 'cancelled', 'lost')),
    CONSTRAINT run_ended_check CHECK ((ended_at IS NULL) = (outcome = 'running'))
);
CREATE INDEX run_job_idx ON ops.run (job, tier, started_at);
CREATE INDEX run_started_at_idx ON ops.run (started_at);
CREATE INDEX run_running_idx ON ops.run (run_id) WHERE outcome = 'running';

COMMENT ON TABLE ops.run IS 'Ledger of runs that had something to do: a row while they last, and after it until it is pruned.';
COMMENT ON COLUMN ops.run.run_id IS 'Surrogate key, in the order they began.';
COMMENT ON COLUMN ops.run.job IS 'Kind of work.';
COMMENT ON COLUMN ops.run.tier IS 'Name of the tier; raw; or all.';
COMMENT ON COLUMN ops.run.instance IS 'Who did it: a process of the service, or psql and its process number.';
COMMENT ON COLUMN ops.run.started_at IS 'When it began.';
COMMENT ON COLUMN ops.run.ended_at IS 'When it ended; NULL while it lasts.';
COMMENT ON COLUMN ops.run.window_from IS 'Start of the stretch of data it was about; NULL if there is none.';
COMMENT ON COLUMN ops.run.window_to IS 'End of that stretch, exclusive.';
COMMENT ON COLUMN ops.run.rows_in IS 'What it took: entries of the invalidation log (refresh), rows of the log (settle), buckets compared (reconcile).';
COMMENT ON COLUMN ops.run.rows_out IS 'What it wrote or removed: rows of the tier (refresh), rows and partitions (retention), partitions (maintain).';
COMMENT ON COLUMN ops.run.attempt IS '1, or one more than failures before it in a row.';
COMMENT ON COLUMN ops.run.outcome IS 'running; succeeded; failed; cancelled, because it took too long; lost, because its instance is gone.';

CREATE TABLE ops.error (
    error_id bigint GENERATED ALWAYS AS IDENTITY,
    run_id bigint,
    job text NOT NULL,
    tier text NOT NULL,
    instance text NOT NULL,
    occurred_at timestamptz NOT NULL,
    sqlstate text,
    message text NOT NULL,
    detail text,
    hint text,
    context text,
    statement text,
    CONSTRAINT error_pkey PRIMARY KEY (error_id)
);
CREATE INDEX error_job_idx ON ops.error (job, tier, occurred_at);
CREATE INDEX error_occurred_at_idx ON ops.error (occurred_at);

COMMENT ON TABLE ops.error IS 'Why runs failed, and why buckets were set aside, in PostgreSQL''s own words.';
COMMENT ON COLUMN ops.error.error_id IS 'Surrogate key, in the order they occurred.';
COMMENT ON COLUMN ops.error.run_id IS 'The run; NULL outside of one. It may have been pruned.';
COMMENT ON COLUMN ops.error.job IS 'Kind of work.';
COMMENT ON COLUMN ops.error.tier IS 'Name of the tier; raw; or all.';
COMMENT ON COLUMN ops.error.instance IS 'Where it happened.';
COMMENT ON COLUMN ops.error.occurred_at IS 'When it happened.';
COMMENT ON COLUMN ops.error.sqlstate IS 'SQLSTATE; NULL if it was no error of the database.';
COMMENT ON COLUMN ops.error.message IS 'Primary message.';
COMMENT ON COLUMN ops.error.detail IS 'DETAIL.';
COMMENT ON COLUMN ops.error.hint IS 'HINT.';
COMMENT ON COLUMN ops.error.context IS 'CONTEXT: which functions it happened in.';
COMMENT ON COLUMN ops.error.statement IS 'The statement that was sent, or for a bucket that was set aside, which one.';

CREATE TABLE ops.health_change (
    change_id bigint GENERATED ALWAYS AS IDENTITY,
    job text NOT NULL,
    tier text NOT NULL,
    changed_at timestamptz NOT NULL,
    was text NOT NULL,
    health text NOT NULL,
    reason text,
    CONSTRAINT health_change_pkey PRIMARY KEY (change_id)
);
CREATE INDEX health_change_changed_at_idx ON ops.health_change (changed_at);

COMMENT ON TABLE ops.health_change IS 'History of health: a row for every change.';
COMMENT ON COLUMN ops.health_change.change_id IS 'Surrogate key, in the order they were seen.';
COMMENT ON COLUMN ops.health_change.job IS 'Kind of work.';
COMMENT ON COLUMN ops.health_change.tier IS 'Name of the tier; raw; or all.';
COMMENT ON COLUMN ops.health_change.changed_at IS 'When it was seen.';
COMMENT ON COLUMN ops.health_change.was IS 'Health before: OK, WARNING or ALERT.';
COMMENT ON COLUMN ops.health_change.health IS 'Health since.';
COMMENT ON COLUMN ops.health_change.reason IS 'Why it is not OK.';

-- An entry that fails by itself is set aside, so that it does not keep others waiting.
ALTER TABLE rollup.invalidation ADD COLUMN attempts smallint NOT NULL DEFAULT 0, ADD COLUMN retry_at timestamptz;
CREATE INDEX invalidation_set_aside_idx ON rollup.invalidation (tier_id, retry_at) WHERE attempts > 0;
COMMENT ON COLUMN rollup.invalidation.attempts IS 'How often recomputing it by itself failed; above 0 it is set aside.';
COMMENT ON COLUMN rollup.invalidation.retry_at IS 'When it is tried again, if it is set aside.';

-- It has a third argument now.
DROP FUNCTION IF EXISTS rollup.refresh_forward(integer, timestamptz);
