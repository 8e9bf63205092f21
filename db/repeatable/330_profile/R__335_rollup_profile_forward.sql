-- Makes the profiles of the next whole buckets of a tier, one bounded step, and moves their position in the same transaction
-- (docs/protocol.md, rule 11): up to about 20,000 rows of what they are made from, at least a bucket. Empty stretches are jumped.
-- With p_by_log nothing is made: the step's buckets, of every series that has something stored there, are written down as failed instead.
-- Result: the stretch the position moved over and the rows written; no row if there is nothing to do or another session
-- is at the tier. Locks: all shards of the tier, without waiting. Settings: as rollup.refresh_forward.
CREATE OR REPLACE FUNCTION rollup.profile_forward(p_tier integer, p_now timestamptz, p_delay interval, p_by_log boolean DEFAULT false)
RETURNS TABLE (from_bucket timestamptz, to_bucket timestamptz, row_count bigint)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET enable_nestloop = off
SET jit = off
SET work_mem = '64MB'
AS $$
DECLARE
    v_profile rollup.profile;
    v_width interval := (SELECT width FROM rollup.tier WHERE tier_id = p_tier);
    v_limit timestamptz;
    v_factor integer := 16384;
    v_next timestamptz;
BEGIN
    IF NOT rollup.try_shards(p_tier, NULL) THEN
        RETURN;
    END IF;
    SELECT * INTO STRICT v_profile FROM rollup.profile WHERE tier_id = p_tier;
    v_limit := rollup.profile_limit(p_tier, p_now, p_delay);
    IF v_limit IS NULL OR v_profile.position >= v_limit THEN
        RETURN;
    END IF;

    from_bucket := v_profile.position;
    to_bucket := from_bucket;
    row_count := 0;
    IF from_bucket > '-infinity' THEN
        WHILE v_factor > 1 AND rollup.count_stored(
            v_profile.source_id, from_bucket, least(v_limit, rollup.bucket_end(v_factor * v_width, from_bucket)), 20001) > 20000
        LOOP
            v_factor := v_factor / 4;
        END LOOP;
        to_bucket := least(v_limit, rollup.bucket_end(v_factor * v_width, from_bucket));
        IF p_by_log THEN
            row_count := rollup.fail_profiles(
                p_tier, rollup.stored_series(ARRAY(SELECT s.series_id FROM catalog.series AS s), from_bucket, to_bucket),
                from_bucket, to_bucket, p_now);
        ELSE
            EXECUTE format(
                'INSERT INTO %I.%I %s', v_profile.schema_name, v_profile.table_name,
                rollup.profile_select(p_tier, v_profile.source_id, from_bucket, to_bucket, false));
            GET DIAGNOSTICS row_count = ROW_COUNT;
        END IF;
    END IF;
    IF row_count = 0 THEN
        IF v_profile.source_id = 0 THEN
            v_next := rollup.next_stored_time(0, to_bucket, v_limit);
        ELSE
            EXECUTE (SELECT format('SELECT min(t.bucket) FROM %I.%I AS t WHERE t.bucket >= %L AND t.bucket < %L',
                s.schema_name, s.table_name, to_bucket, v_limit) FROM rollup.profile AS s WHERE s.tier_id = v_profile.source_id)
            INTO v_next;
        END IF;
        to_bucket := coalesce(rollup.bucket_start(v_width, v_next), v_limit);
    END IF;
    UPDATE rollup.profile SET position = to_bucket, updated_at = p_now WHERE tier_id = p_tier;
    RETURN NEXT;
END
$$;

COMMENT ON FUNCTION rollup.profile_forward(integer, timestamptz, interval, boolean) IS 'Makes the profiles of the next bounded step of whole buckets of a tier and moves their position.';
