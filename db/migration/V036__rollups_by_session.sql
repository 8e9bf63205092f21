-- Custom rollups that keep sessions are folded from points (docs/adr/0034).
ALTER TABLE rollup.custom ADD COLUMN layer_id smallint NOT NULL
    GENERATED ALWAYS AS (CASE WHEN 'session_id' = ANY (dimensions) THEN 0 ELSE source_id END) STORED;
COMMENT ON COLUMN rollup.custom.layer_id IS 'The layer whose rows are folded: raw (0) if sessions are kept, which no tier tells apart, else the source.';
COMMENT ON COLUMN rollup.custom.source_id IS 'The tier whose buckets are merged; with sessions, the one whose log and watermark say what of raw to fold.';
COMMENT ON COLUMN rollup.custom.dimensions IS 'Tags that are kept, or user_id; series that differ in others only are merged. With session_id, sessions are told apart.';

-- Takes more now.
DROP FUNCTION IF EXISTS rollup.custom_fold_sql(interval, text);
