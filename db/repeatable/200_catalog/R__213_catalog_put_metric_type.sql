-- Creates or replaces a metric type. Answers created, replaced, or exists when it was there and p_only_create says to
-- leave it. A changed schema moves the epoch, so that no service goes on checking values against the old one, and so does a
-- changed fill, so that no service goes on answering by the old one; points
-- already stored are not touched. Row locks only. Callers: PUT /api/metrictypes/{series}, seeding.
CREATE OR REPLACE FUNCTION catalog.put_metric_type(
    p_name text, p_schema jsonb, p_description text, p_unit text, p_fill text, p_only_create boolean, p_now timestamptz
)
RETURNS text
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_old catalog.metric_type;
    v_outcome text := 'created';
BEGIN
    -- Turns again when it is deleted between the insert that found it and the select that locks it.
    LOOP
        INSERT INTO catalog.metric_type (name, schema, description, unit, fill, created_at, updated_at)
        VALUES (p_name, p_schema, p_description, p_unit, p_fill, p_now, p_now)
        ON CONFLICT (name) DO NOTHING;
        EXIT WHEN FOUND;
        IF p_only_create THEN
            RETURN 'exists';
        END IF;
        SELECT * INTO v_old FROM catalog.metric_type WHERE name = p_name FOR UPDATE;
        IF FOUND THEN
            v_outcome := 'replaced';
            EXIT;
        END IF;
    END LOOP;

    UPDATE catalog.metric_type
    SET schema = p_schema, description = p_description, unit = p_unit, fill = p_fill, updated_at = p_now
    WHERE metric_type_id = v_old.metric_type_id
      AND (schema, description, unit, fill) IS DISTINCT FROM (p_schema, p_description, p_unit, p_fill);

    IF (v_old.schema, v_old.fill) IS DISTINCT FROM (p_schema, p_fill) THEN
        UPDATE catalog.epoch SET epoch = epoch + 1;
    END IF;
    RETURN v_outcome;
END
$$;

COMMENT ON FUNCTION catalog.put_metric_type(text, jsonb, text, text, text, boolean, timestamptz) IS 'Creates or replaces a metric type: created, replaced or exists.';
