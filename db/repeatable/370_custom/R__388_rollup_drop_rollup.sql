-- Drops a custom rollup with all that it holds. SQLSTATE VA031: there is no such rollup.
-- Runs as the owner, since it drops a table. Locks: all shards of its source, ascending, then the rollup's, waiting for whoever is at them at most
-- lock_timeout: nobody logs what nobody would take off any more. ACCESS EXCLUSIVE on the table. Callers: the service; psql.
CREATE OR REPLACE FUNCTION rollup.drop_rollup(p_name text)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_rollup rollup.custom;
BEGIN
    SELECT * INTO v_rollup FROM rollup.custom WHERE name = p_name;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no rollup "%"', p_name USING ERRCODE = 'VA031';
    END IF;
    PERFORM pg_advisory_xact_lock(rollup.lock_key(2, v_rollup.source_id, s.shard))
    FROM generate_series(0, rollup.shard_count() - 1) AS s (shard);
    PERFORM pg_advisory_xact_lock(rollup.lock_key(12, 0, v_rollup.rollup_id));
    DELETE FROM rollup.custom WHERE rollup_id = v_rollup.rollup_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no rollup "%"', p_name USING ERRCODE = 'VA031';
    END IF;
    DELETE FROM rollup.custom_member WHERE rollup_id = v_rollup.rollup_id;
    DELETE FROM rollup.custom_group WHERE rollup_id = v_rollup.rollup_id;
    DELETE FROM rollup.custom_invalidation WHERE rollup_id = v_rollup.rollup_id;
    DELETE FROM ops.job WHERE job = 'refresh' AND tier = p_name;
    EXECUTE format('DROP VIEW custom.%I', p_name);
    EXECUTE format('DROP TABLE custom.%I', 'rollup_' || v_rollup.rollup_id);
END
$$;

COMMENT ON FUNCTION rollup.drop_rollup(text) IS 'Drops a custom rollup with all that it holds.';
