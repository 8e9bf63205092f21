-- All policies of retention that there are: those of rollup.retention_policy, and those of the configuration of services, which these write down when they start.
-- One that several instances have alike is there once. Callers: rollup.layer_cutoff, rollup.series_cutoffs, rollup.enforce_retention; people.
CREATE OR REPLACE VIEW rollup.known_policy AS
SELECT p.name, p.tier, p.series_pattern, p.keep, p.match_order, p.action, false AS is_configured
FROM rollup.retention_policy AS p
UNION
SELECT c.name, c.tier, c.series_pattern, c.keep, c.match_order, c.action, true
FROM rollup.configured_policy AS c;

COMMENT ON VIEW rollup.known_policy IS 'All policies of retention: stored ones, and those of the configuration of services.';
COMMENT ON COLUMN rollup.known_policy.name IS 'Name of the policy.';
COMMENT ON COLUMN rollup.known_policy.tier IS 'raw, or the name of a tier.';
COMMENT ON COLUMN rollup.known_policy.series_pattern IS 'Regular expression (RE2) for whole names of metric types; NULL for all others.';
COMMENT ON COLUMN rollup.known_policy.keep IS 'How long it is kept; NULL for ever.';
COMMENT ON COLUMN rollup.known_policy.match_order IS 'Of several patterns that match the lowest order counts.';
COMMENT ON COLUMN rollup.known_policy.action IS 'delete, or archive: written to files first.';
COMMENT ON COLUMN rollup.known_policy.is_configured IS 'Whether it is in the configuration of a service.';
