-- One bounded step of all that there is to do for a custom rollup, whether it is due or not: new series become members, the next whole
-- buckets are made, what is out of date is recomputed, what is not kept any more is removed. p_first: the first step of a run, which also has the
-- look-back recomputed, as far as the source goes. p_run: a run of the ledger, whose decisions say why it takes more or less at once; p_target: how long it should take.
-- Result: what was done, and whether that was all; no row if another session is at it. SQLSTATE VA031: there is no such rollup; VA035: no such target.
--   SELECT * FROM rollup.refresh_rollup('blog_views') \watch
-- Locks: the rollup's (kind 12), and for a moment all shards of its source, without waiting. Whoever has it reads everything else in later statements.
-- Callers: the service; rollup.refresh_custom; psql.
CREATE OR REPLACE FUNCTION rollup.refresh_rollup(
    p_name text,
    p_now timestamptz DEFAULT clock_timestamp(),
    p_first boolean DEFAULT true,
    p_run bigint DEFAULT NULL,
    p_target interval DEFAULT interval '10 seconds')
RETURNS TABLE (joined integer, from_bucket timestamptz, to_bucket timestamptz, taken integer, written bigint, removed bigint, finished boolean)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_removed constant integer := 20000;
    v_rollup rollup.custom;
    v_rows bigint;
    v_is_full boolean;
BEGIN
    PERFORM rollup.check_pace(p_target, 0);
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'a refresh needs READ COMMITTED, not %', current_setting('transaction_isolation')
            USING ERRCODE = 'VA002';
    END IF;
    SELECT * INTO v_rollup FROM rollup.custom WHERE name = p_name;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no rollup "%"', p_name USING ERRCODE = 'VA031';
    END IF;
    joined := 0;
    IF v_rollup.seen_series < (SELECT max(s.series_id) FROM catalog.series AS s) THEN
        IF NOT rollup.try_shards(v_rollup.source_id, NULL) THEN
            joined := NULL;
        END IF;
    END IF;
    IF NOT pg_try_advisory_xact_lock(rollup.lock_key(12, 0, v_rollup.rollup_id)) THEN
        RETURN;
    END IF;
    IF NOT EXISTS (SELECT FROM rollup.custom AS c WHERE c.rollup_id = v_rollup.rollup_id) THEN
        RETURN;
    END IF;
    IF joined = 0 THEN
        joined := rollup.join_custom(v_rollup.rollup_id, p_now);
    END IF;
    SELECT f.from_bucket, f.to_bucket, f.row_count INTO from_bucket, to_bucket, written
    FROM rollup.custom_forward(v_rollup.rollup_id, p_now, p_run, p_target) AS f;

    SELECT * INTO v_rollup FROM rollup.custom WHERE rollup_id = v_rollup.rollup_id;
    IF p_first AND v_rollup.look_back > '0' AND isfinite(v_rollup.position) THEN
        INSERT INTO rollup.custom_invalidation (rollup_id, group_id, from_bucket, to_bucket, logged_at)
        SELECT g.rollup_id, g.group_id, greatest(b.bucket, f.complete_from), v_rollup.position, p_now
        FROM rollup.custom_group AS g
        JOIN rollup.custom_complete_from(v_rollup.rollup_id, ARRAY(
            SELECT o.group_id FROM rollup.custom_group AS o WHERE o.rollup_id = v_rollup.rollup_id)) AS f USING (group_id)
        CROSS JOIN LATERAL (SELECT rollup.bucket_start(v_rollup.width, v_rollup.position - v_rollup.look_back)) AS b (bucket)
        WHERE g.rollup_id = v_rollup.rollup_id AND greatest(b.bucket, f.complete_from) < v_rollup.position;
    END IF;
    SELECT r.taken, r.row_count, r.is_full INTO taken, v_rows, v_is_full
    FROM rollup.custom_refresh_invalidated(v_rollup.rollup_id, p_now, p_run, p_target) AS r;
    written := coalesce(written, 0) + coalesce(v_rows, 0);
    removed := rollup.expire_custom(v_rollup.rollup_id, p_now, v_removed);
    finished := to_bucket IS NULL AND NOT v_is_full AND removed < v_removed AND joined IS NOT NULL;
    RETURN NEXT;
END
$$;

COMMENT ON FUNCTION rollup.refresh_rollup(text, timestamptz, boolean, bigint, interval) IS 'One bounded step of all there is to do for a custom rollup; what was done, and whether that was all.';
