-- The slice of series that share rows of rollup.revision: 16 of a group of 64, all of one shard. Who changes stored buckets
-- holds the shard's lock, and so nobody waits for such a row.
CREATE OR REPLACE FUNCTION rollup.slice(p_series integer)
RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT (p_series >> 6) * rollup.shard_count() + p_series % rollup.shard_count()
$$;

COMMENT ON FUNCTION rollup.slice(integer) IS 'The slice of series that a series belongs to in rollup.revision.';
