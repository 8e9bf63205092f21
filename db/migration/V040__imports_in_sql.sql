-- Imports are made and read by functions of their own.
-- Others took their place, or they have other parameters now.
DROP FUNCTION IF EXISTS raw.delete_points_of(timestamptz, bigint, timestamptz, integer[], timestamptz[], bigint[]);
DROP FUNCTION IF EXISTS catalog.check_import(text, text, text[], text[], text[]);
