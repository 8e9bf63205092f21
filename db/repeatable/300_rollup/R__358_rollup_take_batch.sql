-- A batch of the log of a tier and shard (rollup.refresh_invalidated), after which the next one takes more entries or fewer, by how long this one took of p_target
-- (docs/adr/0041). p_limit: the usual number of entries. p_run: the run whose decisions say why. Result: how many were taken, and whether there were as
-- many as could be. Locks: those of rollup.refresh_invalidated. Callers: the service; rollup.refresh_shard.
CREATE OR REPLACE FUNCTION rollup.take_batch(
    p_tier integer,
    p_shard integer,
    p_now timestamptz,
    p_limit integer,
    p_oldest boolean,
    p_run bigint,
    p_target interval,
    OUT taken integer,
    OUT is_full boolean)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_began timestamptz := clock_timestamp();
    v_name text := (SELECT t.name FROM rollup.tier AS t WHERE t.tier_id = p_tier);
    v_size double precision := rollup.kept_window(v_name, 'batch');
    v_entries integer := rollup.window_entries(p_limit, v_size);
BEGIN
    taken := rollup.refresh_invalidated(p_tier, p_shard, p_now, v_entries, p_oldest);
    is_full := taken >= v_entries;
    IF taken > 0 THEN
        PERFORM rollup.adapt_window(
            v_name, 'batch', v_size, v_began, taken, taken::double precision / v_entries, is_full, p_target, p_run, p_now);
    END IF;
END
$$;

COMMENT ON FUNCTION rollup.take_batch(integer, integer, timestamptz, integer, boolean, bigint, interval) IS 'A batch of the log of a tier and shard, after which the next one takes more or less, by how long this one took.';
