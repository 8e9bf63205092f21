-- Takes shard locks of a tier without waiting: one shard, or all in ascending order (p_shard NULL). Two refreshes of one
-- bucket must not overlap, or the one with the older snapshot could commit last (docs/protocol.md, rule 4). False: another
-- session holds one of them and does the work. The caller reads log and source in a later statement.
CREATE OR REPLACE FUNCTION rollup.try_shards(p_tier integer, p_shard integer)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_shard integer;
BEGIN
    FOR v_shard IN coalesce(p_shard, 0) .. coalesce(p_shard, rollup.shard_count() - 1) LOOP
        IF NOT pg_try_advisory_xact_lock(rollup.lock_key(2, p_tier, v_shard)) THEN
            RETURN false;
        END IF;
    END LOOP;
    RETURN true;
END
$$;

COMMENT ON FUNCTION rollup.try_shards(integer, integer) IS 'Takes one shard lock of a tier, or all of them, without waiting; false if another session holds one.';
