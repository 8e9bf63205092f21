-- Makes the partitions of a layer that are still to come as wide as the rate at which it grows asks for, so that one holds about
-- p_target_bytes. What exists stays as it is; the new width begins where the partitions that lie in a row from now on end. Bounds:
-- a partition is no narrower than a row covers, and no layer gets more than 250 (docs/adr/0005): one that is kept for ever is not made narrower than it
-- was at first; one that is not goes by at least four. Returns a row per table, whether or not something changed, with the reason.
-- Raises VA034 for a layer without partitions, or a target that is no size.
-- Locks: the advisory lock of partitions. Callers: maintenance; operators.
CREATE OR REPLACE FUNCTION ops.optimize_partition_interval(
    p_tier text,
    p_target_bytes bigint DEFAULT 268435456,
    p_now timestamptz DEFAULT clock_timestamp())
RETURNS TABLE (schema_name name, table_name name, was interval, width interval, from_time timestamptz, is_changed boolean, reason text)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
AS $$
DECLARE
    v_layer integer := (SELECT t.tier_id FROM rollup.tier AS t WHERE t.name = p_tier UNION ALL SELECT 0 WHERE p_tier = 'raw');
    v_floor timestamptz := (SELECT f.position FROM rollup.floor AS f WHERE f.layer_id = v_layer AND isfinite(f.position));
    v_unit interval := coalesce((SELECT coalesce(t.frame, t.width) FROM rollup.tier AS t WHERE t.tier_id = v_layer), '1 hour');
    v_growth record;
    v_least interval;
    v_wanted interval;
BEGIN
    IF v_layer IS NULL OR p_target_bytes IS NULL OR p_target_bytes < 1 OR NOT EXISTS (
        SELECT FROM rollup.layer_table AS y JOIN ops.partition_layout AS l USING (schema_name, table_name) WHERE y.layer_id = v_layer)
    THEN
        RAISE EXCEPTION '% has no partitions, or % is not a size', coalesce(p_tier, 'NULL'), p_target_bytes USING ERRCODE = 'VA034';
    END IF;
    PERFORM pg_advisory_xact_lock(rollup.lock_key(5, 0, 0));
    v_growth := ops.layer_growth(v_layer, p_now);

    FOR schema_name, table_name, was, v_least IN
        SELECT l.schema_name, l.table_name, l.width,
            greatest(v_unit, CASE
                WHEN v_floor IS NULL THEN coalesce(
                    (SELECT d.was FROM ops.partition_width AS d
                     WHERE d.schema_name = l.schema_name AND d.table_name = l.table_name ORDER BY d.decided_at LIMIT 1), l.width)
                ELSE (p_now - v_floor) / 250
            END)
        FROM rollup.layer_table AS y
        JOIN ops.partition_layout AS l USING (schema_name, table_name)
        WHERE y.layer_id = v_layer
        ORDER BY l.schema_name, l.table_name
    LOOP
        width := was;
        is_changed := false;
        from_time := NULL;
        IF coalesce(v_growth.row_count, 0) < 1000 THEN
            reason := 'too little is stored to tell how fast it grows';
        ELSE
            v_wanted := ops.fitting_width(
                v_growth.bytes_per_second, p_target_bytes, v_least,
                CASE WHEN v_floor IS NULL THEN interval '1 year' ELSE (p_now - v_floor) / 4 END);
            reason := format('%s bytes per second of data, %s per row: %s in %s, %s were to fit%s',
                round(v_growth.bytes_per_second), round(v_growth.bytes_per_row),
                pg_size_pretty((v_growth.bytes_per_second * date_part('epoch', v_wanted))::bigint), v_wanted,
                pg_size_pretty(p_target_bytes),
                CASE WHEN v_growth.bytes_per_second * date_part('epoch', v_wanted) > p_target_bytes
                    THEN format('; none is narrower than %s, as at most 250 are to be kept and a row covers %s', v_least, v_unit) ELSE '' END);
            IF v_wanted <> was THEN
                from_time := ops.change_partition_width(schema_name, table_name, v_wanted, p_now, p_target_bytes,
                    v_growth.bytes_per_second, v_growth.bytes_per_row, reason);
                width := v_wanted;
                is_changed := true;
            END IF;
        END IF;
        RETURN NEXT;
    END LOOP;
END
$$;

COMMENT ON FUNCTION ops.optimize_partition_interval(text, bigint, timestamptz) IS
    'Makes partitions of raw or a tier that are still to come as wide as its growth asks for; returns old width, new width and reason per table (SQLSTATE VA034 for a layer without partitions).';
