-- Deletes a metric type without points, its fields and its series: deleted, missing or has_points. Looks for points
-- first without a lock, because a refusal must not hold writers back; then takes the catalogue exclusively, which waits
-- for the writes under way, and looks again. Writers that come later see the moved epoch and resolve their series anew.
-- Caller: DELETE /api/metrictypes/{series}.
CREATE OR REPLACE FUNCTION catalog.delete_metric_type(p_name text)
RETURNS text
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_id integer;
BEGIN
    SELECT metric_type_id INTO v_id FROM catalog.metric_type WHERE name = p_name;
    IF NOT FOUND THEN
        RETURN 'missing';
    END IF;
    IF catalog.has_points(v_id) THEN
        RETURN 'has_points';
    END IF;

    PERFORM catalog.lock_exclusive();
    -- It may have been deleted, or deleted and made again, while this waited.
    SELECT metric_type_id INTO v_id FROM catalog.metric_type WHERE name = p_name FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 'missing';
    END IF;
    IF catalog.has_points(v_id) THEN
        RETURN 'has_points';
    END IF;

    PERFORM rollup.forget_members(ARRAY(
        SELECT s.series_id FROM catalog.series AS s JOIN catalog.field AS f ON f.field_id = s.field_id WHERE f.metric_type_id = v_id));
    DELETE FROM catalog.series AS s USING catalog.field AS f WHERE f.field_id = s.field_id AND f.metric_type_id = v_id;
    DELETE FROM catalog.field WHERE metric_type_id = v_id;
    DELETE FROM catalog.metric_type WHERE metric_type_id = v_id;
    UPDATE catalog.epoch SET epoch = epoch + 1;
    RETURN 'deleted';
END
$$;

COMMENT ON FUNCTION catalog.delete_metric_type(text) IS 'Deletes a metric type that has no points: deleted, missing or has_points.';
