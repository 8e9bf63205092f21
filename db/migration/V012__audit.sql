-- When the tiers were last audited by a random sample: instances share that work.
CREATE TABLE rollup.audit (
    audit_id boolean NOT NULL DEFAULT true,
    sampled_at timestamptz NOT NULL DEFAULT '-infinity',
    CONSTRAINT audit_pkey PRIMARY KEY (audit_id),
    CONSTRAINT audit_id_check CHECK (audit_id)
);
INSERT INTO rollup.audit DEFAULT VALUES;

COMMENT ON TABLE rollup.audit IS 'One row: when some instance last began to audit the tiers by a random sample.';
COMMENT ON COLUMN rollup.audit.audit_id IS 'Always true, so that there is one row.';
COMMENT ON COLUMN rollup.audit.sampled_at IS 'Time of the database then.';
