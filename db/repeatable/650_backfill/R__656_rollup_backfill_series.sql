-- The next p_limit series after p_after, in ascending order, that a backfill of these series is for. SQLSTATE VA038: only the service can tell, by its regular
-- expressions. Callers: rollup.backfill_step.
CREATE OR REPLACE FUNCTION rollup.backfill_series(p_series text, p_after integer, p_limit integer)
RETURNS integer[]
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_items text[] := rollup.pattern_items(p_series);
BEGIN
    IF p_series IS NOT NULL AND v_items IS NULL THEN
        RAISE EXCEPTION 'which series match %, only the service can tell', p_series USING ERRCODE = 'VA038';
    END IF;
    RETURN ARRAY(
        SELECT s.series_id
        FROM catalog.series AS s
        JOIN catalog.field AS f ON f.field_id = s.field_id
        JOIN catalog.metric_type AS m ON m.metric_type_id = f.metric_type_id
        WHERE s.series_id > p_after AND (v_items IS NULL OR m.name ~ ANY (v_items))
        ORDER BY s.series_id
        LIMIT p_limit);
END
$$;

COMMENT ON FUNCTION rollup.backfill_series(text, integer, integer) IS 'The next series that a backfill is for (SQLSTATE VA038 where only the service can tell).';
