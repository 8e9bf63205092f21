-- Keeps settling away from some shards, so that raw.write_chunks, IN A LATER STATEMENT, sees whether the log has
-- anything about an hour: settling takes rows out of the log and puts them into chunks.
-- Callers: ingest, after the sessions' rows and before any points are written. Locks: shared, ascending; waits for a
-- settling that is at work, at most lock_timeout.
CREATE OR REPLACE FUNCTION raw.lock_chunks(p_shards integer[])
RETURNS void
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT pg_advisory_xact_lock_shared(rollup.lock_key(6, 0, s.shard))
    FROM (SELECT DISTINCT u.shard FROM unnest(p_shards) AS u (shard) ORDER BY u.shard) AS s
$$;

COMMENT ON FUNCTION raw.lock_chunks(integer[]) IS 'Keeps settling away from some shards until the transaction ends, so that chunks can be written.';
