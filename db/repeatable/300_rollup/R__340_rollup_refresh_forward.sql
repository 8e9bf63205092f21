-- Materialises the next whole buckets of a tier up to its source's drained fence, one bounded step, and moves the
-- watermark in the same transaction (docs/protocol.md, rule 2, step B). Empty stretches are jumped.
-- With p_by_log nothing is materialised: what the step would write is logged as out of date instead, series by series, and so
-- read through until it is recomputed. That gets past a series whose points cannot be folded without waiting for it.
-- How far a step goes follows rollup.refresh_window.
-- Result: the stretch the watermark moved over, the rows written, of buckets and of frames, how much of its window the step used, and
-- whether something was left for a next one; no row if there is nothing to do or another session is refreshing the tier. Locks: all shards of the tier, without waiting.
-- Points of a chunk, and buckets of a frame, are hashed, not sorted: several times quicker for the few buckets of an hour,
-- which the planner cannot know. What is joined is all of a step, so never by nested loops, however little the planner
-- expects of tables that have just been filled.
CREATE OR REPLACE FUNCTION rollup.refresh_forward(p_tier integer, p_now timestamptz, p_by_log boolean DEFAULT false)
RETURNS TABLE (from_bucket timestamptz, to_bucket timestamptz, row_count bigint, used double precision, is_full boolean)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET enable_nestloop = off
SET enable_sort = on
SET work_mem = '64MB'
AS $$
DECLARE
    v_tier rollup.tier;
    v_limit timestamptz;
    v_window double precision;
    v_part record;
    v_written bigint;
BEGIN
    IF NOT rollup.try_shards(p_tier, NULL) THEN
        RETURN;
    END IF;
    SELECT * INTO STRICT v_tier FROM rollup.tier WHERE tier_id = p_tier;
    v_window := rollup.kept_window(v_tier.name, 'forward');
    PERFORM set_config('enable_sort', CASE
        WHEN v_tier.source_id = 0 OR EXISTS (SELECT FROM rollup.tier AS s WHERE s.tier_id = v_tier.source_id AND s.frame IS NOT NULL)
            THEN 'off' ELSE 'on' END, true);
    SELECT w.position, rollup.bucket_start(v_tier.width, f.drained_position)
    INTO from_bucket, v_limit
    FROM rollup.watermark w, rollup.fence f
    WHERE w.tier_id = p_tier AND f.layer_id = v_tier.source_id AND f.drained_position > '-infinity';
    IF v_limit IS NULL OR from_bucket >= v_limit THEN
        RETURN;
    END IF;

    to_bucket := from_bucket;
    row_count := 0;
    IF from_bucket > '-infinity' AND p_by_log THEN
        to_bucket := least(v_limit, rollup.bucket_end(v_tier.step, rollup.bucket_start(v_tier.step, from_bucket)));
        row_count := rollup.log_stored(p_tier, from_bucket, to_bucket, p_now);
    ELSIF from_bucket > '-infinity' THEN
        to_bucket := rollup.bucket_ceil(
            v_tier.width,
            rollup.bucket_end(rollup.forward_step(v_tier, from_bucket, v_limit, v_window), from_bucket));
        IF rollup.bucket_start(v_tier.frame, to_bucket) > from_bucket THEN
            to_bucket := rollup.bucket_start(v_tier.frame, to_bucket);
        END IF;
        to_bucket := least(v_limit, to_bucket);
        FOR v_part IN SELECT * FROM rollup.forward_parts(coalesce(v_tier.frame, v_tier.width), from_bucket, to_bucket) LOOP
            EXECUTE CASE
                WHEN v_part.is_packed AND v_tier.frame IS NOT NULL
                    THEN rollup.fold_frames_sql(p_tier, v_part.from_time, v_part.to_time, p_now)
                ELSE rollup.fold_sql(p_tier, v_tier.source_id, v_part.from_time, v_part.to_time, false, p_now)
            END;
            GET DIAGNOSTICS v_written = ROW_COUNT;
            row_count := row_count + v_written;
        END LOOP;
    END IF;
    used := rollup.window_used(v_tier, from_bucket, to_bucket, v_window);
    is_full := row_count > 0 AND to_bucket < v_limit;
    IF row_count = 0 THEN
        to_bucket := coalesce(
            rollup.bucket_start(v_tier.width, rollup.next_stored_time(v_tier.source_id, to_bucket, v_limit)),
            v_limit);
    END IF;
    UPDATE rollup.watermark SET position = to_bucket, updated_at = p_now WHERE tier_id = p_tier;
    RETURN NEXT;
END
$$;

COMMENT ON FUNCTION rollup.refresh_forward(integer, timestamptz, boolean) IS 'Materialises, or logs as out of date, the next bounded step of whole buckets of a tier and moves its watermark.';
