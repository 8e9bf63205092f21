-- Recomputes buckets of stretches of a custom rollup's groups from what its source holds now. Where the source is not complete they
-- stay as they are, and are noted as lost.
-- Callers: rollup.custom_refresh_invalidated, which holds the rollup's lock, so that no floor moves.
CREATE OR REPLACE FUNCTION rollup.custom_recompute(
    p_rollup integer,
    p_groups integer[],
    p_from timestamptz[],
    p_to timestamptz[],
    p_now timestamptz)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
DECLARE
    v_rollup rollup.custom;
    v_kept record;
    v_written bigint;
BEGIN
    SELECT * INTO STRICT v_rollup FROM rollup.custom WHERE rollup_id = p_rollup;
    PERFORM rollup.lose_custom(p_rollup, p_groups, p_from, p_to, p_now);
    SELECT array_agg(s.group_id) AS groups, array_agg(s.lower) AS lowers, array_agg(s.upper) AS uppers, min(s.lower) AS lower, max(s.upper) AS upper
    INTO v_kept
    FROM (
        SELECT s.group_id, greatest(s.from_bucket, f.complete_from, v_rollup.begins) AS lower, least(s.to_bucket, v_rollup.position) AS upper
        FROM unnest(p_groups, p_from, p_to) AS s (group_id, from_bucket, to_bucket)
        JOIN rollup.custom_complete_from(p_rollup, p_groups) AS f USING (group_id)
    ) AS s
    WHERE s.lower < s.upper;
    IF v_kept.groups IS NULL THEN
        RETURN 0;
    END IF;
    EXECUTE format(
        'DELETE FROM custom.%I AS t USING unnest($1, $2, $3) AS r (group_id, lower, upper)'
        ' WHERE t.group_id = r.group_id AND t.bucket >= r.lower AND t.bucket < r.upper', 'rollup_' || p_rollup)
    USING v_kept.groups, v_kept.lowers, v_kept.uppers;
    EXECUTE format('INSERT INTO custom.%I SELECT folded.*, %L::timestamptz FROM (%s) AS folded',
        'rollup_' || p_rollup, p_now, rollup.custom_fold_source_sql(v_rollup, v_kept.lower, v_kept.upper, true))
    USING v_kept.groups, v_kept.lowers, v_kept.uppers;
    GET DIAGNOSTICS v_written = ROW_COUNT;
    RETURN v_written;
END
$$;

COMMENT ON FUNCTION rollup.custom_recompute(integer, integer[], timestamptz[], timestamptz[], timestamptz) IS 'Recomputes buckets of a custom rollup; returns how many rows it wrote.';
