-- A forward step of a tier (rollup.refresh_forward), after which the next one takes more or less, by how long this one took of p_target (docs/adr/0041). With p_by_log it
-- is not measured: it does something else. p_run: the run whose decisions say why. Result: the stretch the watermark moved over, and the rows written; no row if there
-- is nothing to do or another session is refreshing the tier. Locks: those of rollup.refresh_forward. Callers: the service; rollup.refresh_tier.
CREATE OR REPLACE FUNCTION rollup.take_step(p_tier integer, p_now timestamptz, p_by_log boolean, p_run bigint, p_target interval)
RETURNS TABLE (from_bucket timestamptz, to_bucket timestamptz, row_count bigint)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_began timestamptz := clock_timestamp();
    v_name text := (SELECT t.name FROM rollup.tier AS t WHERE t.tier_id = p_tier);
    v_size double precision := rollup.kept_window(v_name, 'forward');
    v_step record;
BEGIN
    SELECT * INTO v_step FROM rollup.refresh_forward(p_tier, p_now, p_by_log);
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF NOT p_by_log THEN
        PERFORM rollup.adapt_window(
            v_name, 'forward', v_size, v_began, v_step.row_count, v_step.used, v_step.is_full, p_target, p_run, p_now);
    END IF;
    RETURN QUERY SELECT v_step.from_bucket, v_step.to_bucket, v_step.row_count;
END
$$;

COMMENT ON FUNCTION rollup.take_step(integer, timestamptz, boolean, bigint, interval) IS 'A forward step of a tier, after which the next one takes more or less, by how long this one took.';
