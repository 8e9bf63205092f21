-- What services have in their configuration, so that retention from psql knows of it.
CREATE TABLE rollup.configured_policy (
    instance text NOT NULL,
    name text NOT NULL,
    tier text NOT NULL,
    series_pattern text,
    keep interval,
    match_order integer NOT NULL,
    action text NOT NULL,
    noted_at timestamptz NOT NULL,
    CONSTRAINT configured_policy_pkey PRIMARY KEY (instance, name)
);
COMMENT ON TABLE rollup.configured_policy IS 'Policies of retention in the configuration of services, as each wrote down when it started; those of services that ended stay until another one starts.';
COMMENT ON COLUMN rollup.configured_policy.instance IS 'The service.';
COMMENT ON COLUMN rollup.configured_policy.name IS 'Name of the policy.';
COMMENT ON COLUMN rollup.configured_policy.tier IS 'raw, or the name of a tier.';
COMMENT ON COLUMN rollup.configured_policy.series_pattern IS 'Regular expression (RE2) that the whole name of a metric type has to match; NULL for all that no other policy of the tier matches.';
COMMENT ON COLUMN rollup.configured_policy.keep IS 'How long it is kept; NULL for ever.';
COMMENT ON COLUMN rollup.configured_policy.match_order IS 'Of several patterns that match the lowest order counts, then the longest pattern, then the first name.';
COMMENT ON COLUMN rollup.configured_policy.action IS 'delete, or archive.';
COMMENT ON COLUMN rollup.configured_policy.noted_at IS 'When the service started.';
