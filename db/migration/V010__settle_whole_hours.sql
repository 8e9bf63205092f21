-- These have other parameters now: hours are settled once they are over.
DROP FUNCTION IF EXISTS raw.settle(integer, bigint, integer);
DROP FUNCTION IF EXISTS raw.settle_sql(timestamptz, timestamptz);
