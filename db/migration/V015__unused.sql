-- Chunks are read by raw.decode_sql alone.
DROP FUNCTION IF EXISTS raw.chunk_time_sql(text);
