-- Makes the view of a custom rollup in the schema custom: its rows with names, kept dimensions as columns, and finished aggregates, without
-- what is out of date for good, or of a session that is not there any more. A dimension whose name is taken by another column, or too long for one, is named dimension_<n>.
-- Callers: rollup.create_rollup.
CREATE OR REPLACE FUNCTION rollup.make_custom_view(p_rollup integer)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_rollup rollup.custom;
    v_dimensions text;
BEGIN
    SELECT * INTO STRICT v_rollup FROM rollup.custom WHERE rollup_id = p_rollup;
    SELECT string_agg(CASE WHEN d.name = 'session_id' THEN 's.session_id, ' ELSE format('g.dimensions ->> %L AS %I, ', d.name, CASE
        WHEN octet_length(d.name) > 63 OR d.name ~ '^dimension_[0-9]+$' OR d.name = ANY (ARRAY[
            'series', 'field', 'bucket', 'rollup_count', 'sum', 'avg', 'min', 'max', 'first', 'last', 'stddev', 'variance', 'last_updated_at'])
            THEN 'dimension_' || d.n
        ELSE d.name END) END, '' ORDER BY d.n)
    INTO v_dimensions
    FROM unnest(v_rollup.dimensions) WITH ORDINALITY AS d (name, n);
    EXECUTE format($sql$
        CREATE VIEW custom.%1$I AS
        SELECT m.name AS series, f.name AS field, %2$sr.bucket, r.point_count AS rollup_count,
            CASE WHEN f.kind <> 'text' THEN r.value_sum END AS sum,
            CASE WHEN f.kind <> 'text' THEN r.value_sum / r.point_count END AS avg,
            CASE WHEN f.kind <> 'text' THEN r.value_min END AS min,
            CASE WHEN f.kind <> 'text' THEN r.value_max END AS max,
            r.first_value AS first,
            r.last_value AS last,
            CASE WHEN f.kind <> 'text' THEN sqrt(r.value_m2 / nullif(r.point_count - 1, 0)) END AS stddev,
            CASE WHEN f.kind <> 'text' THEN r.value_m2 / nullif(r.point_count - 1, 0) END AS variance,
            r.updated_at AS last_updated_at
        FROM custom.%3$I AS r
        JOIN rollup.custom_group AS g ON g.group_id = r.group_id
        JOIN catalog.field AS f ON f.field_id = g.field_id
        JOIN catalog.metric_type AS m ON m.metric_type_id = f.metric_type_id%4$s
        WHERE NOT EXISTS (
            SELECT FROM rollup.custom_invalidation AS i
            WHERE i.is_lost AND i.group_id = r.group_id AND i.from_bucket <= r.bucket AND i.to_bucket > r.bucket)$sql$,
        v_rollup.name, coalesce(v_dimensions, ''), 'rollup_' || p_rollup,
        CASE WHEN v_rollup.layer_id = 0
            THEN ' JOIN (SELECT o.source, o.session_id FROM catalog.session AS o UNION ALL SELECT 0, NULL) AS s ON s.source = r.session' END);
    EXECUTE format('COMMENT ON VIEW custom.%I IS %L', v_rollup.name,
        'Buckets of a custom rollup, with names and finished aggregates. Buckets past its position are missing, those in rollup.custom_invalidation out of date; GET /api/timeseries reads through both.');
END
$$;

COMMENT ON FUNCTION rollup.make_custom_view(integer) IS 'Makes the view of a custom rollup.';
