-- Profiles that are out of date are noted by the refresh and made again by the job of profiles (docs/adr/0026). The table of
-- those that failed becomes the log of all of them.
ALTER TABLE rollup.profile_failure RENAME TO profile_invalidation;
ALTER TABLE rollup.profile_invalidation RENAME COLUMN failure_id TO invalidation_id;
ALTER TABLE rollup.profile_invalidation RENAME CONSTRAINT profile_failure_pkey TO profile_invalidation_pkey;
ALTER TABLE rollup.profile_invalidation RENAME CONSTRAINT profile_failure_run_check TO profile_invalidation_run_check;
ALTER INDEX rollup.profile_failure_series_idx RENAME TO profile_invalidation_series_idx;
ALTER SEQUENCE rollup.profile_failure_failure_id_seq RENAME TO profile_invalidation_invalidation_id_seq;
ALTER TABLE rollup.profile_invalidation ADD COLUMN logged_at timestamptz;
UPDATE rollup.profile_invalidation SET logged_at = failed_at;
ALTER TABLE rollup.profile_invalidation ALTER COLUMN logged_at SET NOT NULL, ALTER COLUMN failed_at DROP NOT NULL;
CREATE INDEX profile_invalidation_tier_idx ON rollup.profile_invalidation (tier_id, invalidation_id) WHERE failed_at IS NULL;
CREATE INDEX profile_invalidation_failed_idx ON rollup.profile_invalidation (tier_id, failed_at) WHERE failed_at IS NOT NULL;

COMMENT ON TABLE rollup.profile_invalidation IS 'Append-only log: the profiles of this run of adjacent buckets of this tier are out of date for this series, though their partials need not be.';
COMMENT ON COLUMN rollup.profile_invalidation.invalidation_id IS 'Surrogate key; who makes the profiles again deletes exactly the entries it read.';
COMMENT ON COLUMN rollup.profile_invalidation.tier_id IS 'The tier whose profiles are out of date.';
COMMENT ON COLUMN rollup.profile_invalidation.failed_at IS 'When making them failed; they are tried again some time later. NULL: they have not been tried.';
COMMENT ON COLUMN rollup.profile_invalidation.logged_at IS 'When it was logged: entries wait up to a minute for finer ones inside their buckets.';

-- They take, or return, something else now.
DROP FUNCTION IF EXISTS rollup.renew_profiles(integer, integer[], timestamptz[], timestamptz[], timestamptz);
DROP FUNCTION IF EXISTS rollup.retry_profiles(integer, timestamptz, interval);
DROP FUNCTION IF EXISTS rollup.profile_due(timestamptz, interval, interval);
