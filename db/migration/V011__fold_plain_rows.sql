-- These have other parameters now: part of the log can be read by itself, and frames are packed from numbered partials.
DROP FUNCTION IF EXISTS raw.logged_sql(text, text, text);
DROP FUNCTION IF EXISTS rollup.encode_frames_sql(interval, interval, text, timestamptz);
