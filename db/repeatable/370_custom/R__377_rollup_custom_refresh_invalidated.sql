-- Takes entries of a custom rollup off its log, the newest buckets first, deleting exactly those it reads, and recomputes their
-- buckets from what a later statement sees in the source. If that fails by what the data is, each is recomputed by itself, and those
-- that fail are set aside and tried again an hour later; they stay pending.
-- How many follows its window (2,000 by the usual), which follows how long this took of p_target (rollup.adapt_window; docs/adr/0041); p_run: the run whose decisions say why.
-- Result: how many were taken, the rows written, and whether there were as many entries as could be taken.
-- Locks: none; the caller holds the rollup's lock since an earlier statement. Callers: rollup.refresh_rollup.
CREATE OR REPLACE FUNCTION rollup.custom_refresh_invalidated(
    p_rollup integer,
    p_now timestamptz,
    p_run bigint,
    p_target interval,
    OUT taken integer,
    OUT row_count bigint,
    OUT is_full boolean)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_entries rollup.custom_invalidation[];
    v_entry rollup.custom_invalidation;
    v_began timestamptz := clock_timestamp();
    v_name text := (SELECT c.name FROM rollup.custom AS c WHERE c.rollup_id = p_rollup);
    v_window double precision := rollup.kept_window(v_name, 'batch');
    v_limit integer := rollup.window_entries(2000, v_window);
BEGIN
    taken := 0;
    row_count := 0;
    is_full := false;
    WITH gone AS (
        DELETE FROM rollup.custom_invalidation AS i
        WHERE i.invalidation_id = ANY (ARRAY(
            SELECT n.invalidation_id
            FROM rollup.custom_invalidation AS n
            WHERE n.rollup_id = p_rollup AND NOT n.is_lost AND (n.attempts = 0 OR n.retry_at <= p_now)
            ORDER BY n.from_bucket DESC
            LIMIT v_limit))
        RETURNING i.*
    )
    SELECT array_agg(ROW(g.*)::rollup.custom_invalidation) INTO v_entries FROM gone AS g;
    IF v_entries IS NULL THEN
        RETURN;
    END IF;
    taken := cardinality(v_entries);
    is_full := taken >= v_limit;
    BEGIN
        SELECT rollup.custom_recompute(
            p_rollup, array_agg(s.group_id), array_agg(lower(s.stretch)), array_agg(upper(s.stretch)), p_now)
        INTO row_count
        FROM (
            SELECT e.group_id, unnest(range_agg(tstzrange(e.from_bucket, e.to_bucket))) AS stretch
            FROM unnest(v_entries) AS e
            GROUP BY e.group_id
        ) AS s;
    EXCEPTION WHEN data_exception THEN
        FOREACH v_entry IN ARRAY v_entries LOOP
            BEGIN
                row_count := row_count + rollup.custom_recompute(
                    p_rollup, ARRAY[v_entry.group_id], ARRAY[v_entry.from_bucket], ARRAY[v_entry.to_bucket], p_now);
            EXCEPTION WHEN data_exception THEN
                INSERT INTO rollup.custom_invalidation (rollup_id, group_id, from_bucket, to_bucket, logged_at, attempts, retry_at)
                VALUES (p_rollup, v_entry.group_id, v_entry.from_bucket, v_entry.to_bucket, v_entry.logged_at,
                    least(v_entry.attempts + 1, 32767), p_now + interval '1 hour');
            END;
        END LOOP;
    END;
    PERFORM rollup.adapt_window(
        v_name, 'batch', v_window, v_began, taken, taken::double precision / v_limit, is_full, p_target, p_run, p_now);
END
$$;

COMMENT ON FUNCTION rollup.custom_refresh_invalidated(integer, timestamptz, bigint, interval) IS 'Recomputes what the log of a custom rollup says is out of date; returns how many entries it took and rows it wrote.';
