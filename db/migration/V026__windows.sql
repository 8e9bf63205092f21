-- How much a refresh takes at once follows how long that took (docs/adr/0031).
CREATE TABLE rollup.refresh_window (
    tier_id smallint NOT NULL,
    forward double precision NOT NULL DEFAULT 1,
    batch double precision NOT NULL DEFAULT 1,
    share double precision NOT NULL DEFAULT 1,
    decided_at timestamptz NOT NULL,
    CONSTRAINT refresh_window_pkey PRIMARY KEY (tier_id),
    CONSTRAINT refresh_window_tier_fkey FOREIGN KEY (tier_id) REFERENCES rollup.tier ON DELETE CASCADE,
    CONSTRAINT refresh_window_check CHECK (forward BETWEEN 0.0001 AND 10 AND batch BETWEEN 0.0001 AND 10 AND share BETWEEN 0.1 AND 1)
);
COMMENT ON TABLE rollup.refresh_window IS 'How much refreshes of a tier take at once, as measured by those before. No row: the usual.';
COMMENT ON COLUMN rollup.refresh_window.tier_id IS 'The tier.';
COMMENT ON COLUMN rollup.refresh_window.forward IS 'What a forward step takes, 1 being the usual: rollup.tier.step, or 5,000 stored rows of the source where those reach further.';
COMMENT ON COLUMN rollup.refresh_window.batch IS 'How many entries of the invalidation log a transaction takes, 1 being varve.refresh.batch-size.';
COMMENT ON COLUMN rollup.refresh_window.share IS 'Which share of the target time they were cut to last, because the database was busy; 1 for all of it.';
COMMENT ON COLUMN rollup.refresh_window.decided_at IS 'When that was decided.';

ALTER TABLE ops.run ADD COLUMN decisions text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN ops.run.decisions IS 'What it decided on the way, and why: how much is taken at once, what was done; at most the first hundred.';

-- These have other results or parameters now.
DROP FUNCTION IF EXISTS rollup.refresh_forward(integer, timestamptz, boolean);
DROP FUNCTION IF EXISTS rollup.stores_more(integer, timestamptz, timestamptz, integer);
DROP FUNCTION IF EXISTS rollup.forward_step(rollup.tier, timestamptz, timestamptz);
DROP VIEW IF EXISTS ops.operations_monitor;
DROP FUNCTION IF EXISTS ops.monitor(timestamptz);
