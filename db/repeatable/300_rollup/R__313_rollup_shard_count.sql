-- Into how many shards the series of a tier are divided for refreshing: series_id mod shard_count.
CREATE OR REPLACE FUNCTION rollup.shard_count()
RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT 4
$$;

COMMENT ON FUNCTION rollup.shard_count() IS 'Number of shards the series of a tier are divided into for refreshing.';
