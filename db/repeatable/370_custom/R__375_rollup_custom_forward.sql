-- Makes the next whole buckets of a custom rollup, one bounded step up to its source's watermark, and moves its own in the same transaction.
-- Buckets of the source may change at the same time: then whoever changes them has logged it. Where they cannot be merged, they are
-- logged as out of date instead, group by group. What the source does not keep any more is noted as lost.
-- How far a step goes follows its window, which follows how long the step took of p_target (rollup.adapt_window; docs/adr/0041); p_run: the run whose decisions say why.
-- Result: the stretch the position moved over and the rows written; no row if there is nothing to do.
-- What is folded is all of a step, however few members a new rollup seems to have before they are analysed: so never by nested loops, and hashed
-- rather than sorted, which would write the step's rows to disk.
-- Locks: none; the caller holds the rollup's lock since an earlier statement. Callers: rollup.refresh_rollup.
CREATE OR REPLACE FUNCTION rollup.custom_forward(p_rollup integer, p_now timestamptz, p_run bigint, p_target interval)
RETURNS TABLE (from_bucket timestamptz, to_bucket timestamptz, row_count bigint)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET enable_nestloop = off
SET enable_sort = off
SET work_mem = '64MB'
AS $$
DECLARE
    v_rollup rollup.custom;
    v_source rollup.tier;
    v_limit timestamptz;
    v_began timestamptz := clock_timestamp();
    v_window double precision;
    v_used double precision;
    v_is_full boolean;
BEGIN
    SELECT * INTO STRICT v_rollup FROM rollup.custom WHERE rollup_id = p_rollup;
    SELECT * INTO STRICT v_source FROM rollup.tier WHERE tier_id = v_rollup.source_id;
    v_limit := (SELECT rollup.bucket_start(v_rollup.width, w.position)
                FROM rollup.watermark AS w WHERE w.tier_id = v_rollup.source_id AND isfinite(w.position));
    IF v_limit IS NULL OR v_rollup.position >= v_limit THEN
        RETURN;
    END IF;
    v_window := rollup.kept_window(v_rollup.name, 'forward');
    from_bucket := v_rollup.position;
    to_bucket := from_bucket;
    row_count := 0;
    IF isfinite(from_bucket) THEN
        -- As a tier built from the source, without its frames.
        v_source.source_id := v_rollup.layer_id;
        v_source.frame := NULL;
        v_source.width := least(v_rollup.width, v_source.step);
        to_bucket := least(v_limit, rollup.bucket_ceil(
            v_rollup.width, rollup.bucket_end(rollup.forward_step(v_source, from_bucket, v_limit, v_window), from_bucket)));
        BEGIN
            EXECUTE format('INSERT INTO custom.%I SELECT folded.*, %L::timestamptz FROM (%s) AS folded',
                'rollup_' || p_rollup, p_now, rollup.custom_fold_source_sql(v_rollup, from_bucket, to_bucket, false));
            GET DIAGNOSTICS row_count = ROW_COUNT;
        EXCEPTION WHEN data_exception THEN
            INSERT INTO rollup.custom_invalidation (rollup_id, group_id, from_bucket, to_bucket, logged_at)
            SELECT p_rollup, g.group_id, custom_forward.from_bucket, custom_forward.to_bucket, p_now
            FROM rollup.custom_group AS g
            WHERE g.rollup_id = p_rollup;
            GET DIAGNOSTICS row_count = ROW_COUNT;
        END;
    END IF;
    v_used := rollup.window_used(v_source, from_bucket, to_bucket, v_window);
    v_is_full := row_count > 0 AND to_bucket < v_limit;
    IF row_count = 0 THEN
        to_bucket := coalesce(
            rollup.bucket_start(v_rollup.width, rollup.next_stored_time(v_rollup.layer_id, to_bucket, v_limit)), v_limit);
    END IF;
    PERFORM rollup.lose_custom(
        p_rollup, array_agg(g.group_id), array_agg(custom_forward.from_bucket), array_agg(custom_forward.to_bucket), p_now)
    FROM rollup.custom_group AS g
    WHERE g.rollup_id = p_rollup;
    UPDATE rollup.custom SET position = custom_forward.to_bucket, updated_at = p_now WHERE rollup_id = p_rollup;
    PERFORM rollup.adapt_window(
        v_rollup.name, 'forward', v_window, v_began, row_count, v_used, v_is_full, p_target, p_run, p_now);
    RETURN NEXT;
END
$$;

COMMENT ON FUNCTION rollup.custom_forward(integer, timestamptz, bigint, interval) IS 'Makes the next bounded step of whole buckets of a custom rollup and moves its position.';
