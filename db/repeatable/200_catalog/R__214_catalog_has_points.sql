-- Whether any series of the metric type has a point. One index probe per series and partition; LIMIT keeps the planner
-- from reading partitions whole. No locks. Caller: catalog.delete_metric_type.
CREATE OR REPLACE FUNCTION catalog.has_points(p_metric_type_id integer)
RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT EXISTS (
        SELECT
        FROM catalog.field AS f
        JOIN catalog.series AS s ON s.field_id = f.field_id
        CROSS JOIN LATERAL (SELECT FROM raw.point AS p WHERE p.series_id = s.series_id LIMIT 1) AS stored
        WHERE f.metric_type_id = p_metric_type_id
    )
$$;

COMMENT ON FUNCTION catalog.has_points(integer) IS 'Whether a metric type has points.';
