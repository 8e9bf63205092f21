-- Windows are of refreshes of custom rollups too, and go with them; the rule is the database's (docs/adr/0041).
ALTER TABLE rollup.refresh_window ADD COLUMN job text NOT NULL DEFAULT 'refresh', ADD COLUMN tier text;
UPDATE rollup.refresh_window AS w SET tier = t.name FROM rollup.tier AS t WHERE t.tier_id = w.tier_id;
ALTER TABLE rollup.refresh_window
    DROP COLUMN tier_id,
    ALTER COLUMN tier SET NOT NULL,
    ADD CONSTRAINT refresh_window_pkey PRIMARY KEY (job, tier),
    ADD CONSTRAINT refresh_window_job_fkey FOREIGN KEY (job, tier) REFERENCES ops.job ON DELETE CASCADE;
COMMENT ON TABLE rollup.refresh_window IS 'How much refreshes of a tier or custom rollup take at once, as measured by those before. No row: the usual.';
COMMENT ON COLUMN rollup.refresh_window.job IS 'The job whose steps are measured: refresh.';
COMMENT ON COLUMN rollup.refresh_window.tier IS 'Name of the tier or custom rollup.';
COMMENT ON COLUMN rollup.refresh_window.forward IS 'What a forward step takes, 1 being the usual: rollup.tier.step (of the source, for a custom rollup), or 5,000 stored rows of the source where those reach further.';
COMMENT ON COLUMN rollup.refresh_window.batch IS 'How many entries of the log a transaction takes, 1 being the usual: varve.refresh.batch-size or p_limit, 2,000 for a custom rollup.';

-- These have other parameters now, or none call them any more.
DROP FUNCTION IF EXISTS rollup.keep_window(integer, double precision, double precision, double precision, timestamptz);
DROP FUNCTION IF EXISTS rollup.custom_forward(integer, timestamptz);
DROP FUNCTION IF EXISTS rollup.custom_refresh_invalidated(integer, timestamptz, integer);
DROP FUNCTION IF EXISTS rollup.refresh_rollup(text, timestamptz, boolean);
DROP PROCEDURE IF EXISTS rollup.refresh(text, timestamptz, interval, interval, integer, integer);
DROP PROCEDURE IF EXISTS rollup.refresh_all(timestamptz, interval, interval, integer, integer);
DROP PROCEDURE IF EXISTS rollup.refresh_tier(integer, timestamptz, interval, interval, integer, integer, jsonb);
DROP PROCEDURE IF EXISTS rollup.refresh_shard(integer, integer, timestamptz, integer, integer, bigint, bigint, jsonb);
DROP PROCEDURE IF EXISTS rollup.refresh_custom(text, timestamptz, jsonb);
DROP PROCEDURE IF EXISTS rollup.refresh_rollups(timestamptz);
