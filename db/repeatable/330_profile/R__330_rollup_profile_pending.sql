-- What says that profiles are out of date: the log of partials, and the log of profiles that were not made again with their partials. Of a
-- tier, entries of finer tiers count as well. Sealed profiles are right whatever is here (docs/adr/0026).
CREATE OR REPLACE VIEW rollup.profile_pending AS
SELECT i.tier_id, i.series_id, i.from_bucket, i.to_bucket FROM rollup.invalidation AS i
UNION ALL
SELECT f.tier_id, f.series_id, f.from_bucket, f.to_bucket FROM rollup.profile_invalidation AS f;

COMMENT ON VIEW rollup.profile_pending IS 'Runs of buckets whose profiles are out of date, those of coarser tiers over them too.';
COMMENT ON COLUMN rollup.profile_pending.tier_id IS 'The tier.';
COMMENT ON COLUMN rollup.profile_pending.series_id IS 'The series.';
COMMENT ON COLUMN rollup.profile_pending.from_bucket IS 'Start of the first bucket of the run.';
COMMENT ON COLUMN rollup.profile_pending.to_bucket IS 'End of the last bucket of the run, exclusive.';
