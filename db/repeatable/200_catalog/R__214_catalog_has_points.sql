-- Whether any series of the metric type has a point, or had one that only its tiers still count. No locks. Caller: catalog.delete_metric_type.
CREATE OR REPLACE FUNCTION catalog.has_points(p_metric_type_id integer)
RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT raw.has_points(s.ids) OR rollup.outlives_raw(s.ids) OR rollup.custom_outlives(s.ids)
    FROM (SELECT ARRAY(
        SELECT s.series_id
        FROM catalog.field AS f
        JOIN catalog.series AS s ON s.field_id = f.field_id
        WHERE f.metric_type_id = p_metric_type_id)) AS s (ids)
$$;

COMMENT ON FUNCTION catalog.has_points(integer) IS 'Whether a metric type has points.';
