-- They have a parameter more now.
DROP FUNCTION IF EXISTS rollup.refresh_invalidated(integer, integer, timestamptz, integer);
DROP FUNCTION IF EXISTS rollup.take_invalidations(integer, integer, timestamptz, integer);
