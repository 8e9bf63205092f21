CREATE TABLE rollup.retention_policy (
    name text NOT NULL,
    tier text NOT NULL,
    series_pattern text,
    keep interval,
    match_order integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT retention_policy_pkey PRIMARY KEY (name),
    CONSTRAINT retention_policy_name_check CHECK (char_length(name) BETWEEN 1 AND 255),
    CONSTRAINT retention_policy_tier_check CHECK (tier IN ('raw', '1m', '5m', '1h', '1d', '1w', '1mo', '1y')),
    CONSTRAINT retention_policy_keep_check CHECK (isfinite(keep) AND keep > '0' AND keep <= '300 years')
);

COMMENT ON TABLE rollup.retention_policy IS 'For how long tiers are kept, as set over HTTP; policies of the configuration count beside these. Read at the start of every retention run.';
COMMENT ON COLUMN rollup.retention_policy.name IS 'Name of the policy.';
COMMENT ON COLUMN rollup.retention_policy.tier IS 'raw, or the name of a tier.';
COMMENT ON COLUMN rollup.retention_policy.series_pattern IS 'Regular expression (RE2) that the whole name of a metric type has to match; NULL for all that no other policy of the tier matches.';
COMMENT ON COLUMN rollup.retention_policy.keep IS 'How long it is kept, counted from the time of the point or bucket; NULL for ever.';
COMMENT ON COLUMN rollup.retention_policy.match_order IS 'Of several patterns that match the lowest order counts, then the longest pattern, then the first name.';
COMMENT ON COLUMN rollup.retention_policy.created_at IS 'When the policy was created.';
COMMENT ON COLUMN rollup.retention_policy.updated_at IS 'When the policy was last replaced.';

CREATE TABLE rollup.retention_run (
    only_row boolean NOT NULL DEFAULT true,
    completed_at timestamptz NOT NULL DEFAULT '-infinity',
    CONSTRAINT retention_run_pkey PRIMARY KEY (only_row),
    CONSTRAINT retention_run_only_row_check CHECK (only_row)
);
INSERT INTO rollup.retention_run DEFAULT VALUES;

COMMENT ON TABLE rollup.retention_run IS 'One row: when retention was last enforced as a whole, by any instance.';
COMMENT ON COLUMN rollup.retention_run.only_row IS 'Always true: there is one row.';
COMMENT ON COLUMN rollup.retention_run.completed_at IS 'The time by which the last run that left nothing behind removed what had expired; -infinity before the first.';
