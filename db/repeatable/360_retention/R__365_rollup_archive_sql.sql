-- The SELECT of what a layer holds of some series below their floors and is not archived yet, with names instead of ids, in the
-- order of series and time: points of raw, or stored buckets of a tier. Nobody writes there any more.
-- Text, because COPY takes no parameters. Caller: retention, which writes it to a file before anything is deleted.
CREATE OR REPLACE FUNCTION rollup.archive_sql(p_layer integer, p_series integer[])
RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT format($sql$
        SELECT m.name AS series, l.name AS field, s.tags, s.user_id, %3$s
        FROM %1$s
        JOIN catalog.series AS s ON s.series_id = b.series_id
        JOIN catalog.field AS l ON l.field_id = s.field_id
        JOIN catalog.metric_type AS m ON m.metric_type_id = l.metric_type_id
        %2$s
        ORDER BY b.series_id, %4$s$sql$,
        CASE WHEN p_layer = 0
            THEN raw.stretch_point_sql(due.stretches || ' AS r', due.lower, due.upper) || ' AS b'
            ELSE due.stretches || ' AS due CROSS JOIN LATERAL '
                || rollup.layer_sql(p_layer, 'ARRAY[due.series_id]', 'due.lower', 'due.upper', due.lower, due.upper) || ' AS b'
        END,
        CASE WHEN p_layer = 0
            THEN 'LEFT JOIN catalog.session AS e ON e.source = b.source'
                ' LEFT JOIN catalog.text_value AS v ON l.kind = ''text'' AND v.text_id = b.value::integer'
                ' LEFT JOIN raw.point_metadata AS d ON d.series_id = b.series_id AND d.time = b.time AND d.source = b.source AND d.time < ' || due.upper
            ELSE ''
        END,
        CASE WHEN p_layer = 0
            THEN 'b.time, e.session_id, b.source, b.value, v.value AS text, d.metadata'
            ELSE 'b.bucket, b.point_count, b.value_sum, b.value_m2, b.value_min, b.value_max,'
                ' b.first_time, b.first_source, b.first_value, b.last_time, b.last_source, b.last_value'
        END,
        CASE WHEN p_layer = 0 THEN 'b.time, b.source' ELSE 'b.bucket' END)
    FROM (
        SELECT
            format('(SELECT f.series_id, f.lower, f.upper FROM ('
                'SELECT u AS series_id, coalesce(a.position, ''1800-01-01 00:00:00+00'') AS lower, (rollup.floors(u))[%2$s] AS upper'
                ' FROM unnest(%3$L::integer[]) AS u LEFT JOIN rollup.archived_series AS a ON a.layer_id = %1$s AND a.series_id = u'
                ' OFFSET 0) AS f WHERE f.upper > f.lower)', p_layer, p_layer + 1, p_series) AS stretches,
            'timestamptz ''1800-01-01 00:00:00+00''' AS lower,
            (SELECT format('%L::timestamptz', max((rollup.floors(u))[p_layer + 1])) FROM unnest(p_series) AS u) AS upper
    ) AS due
$$;

COMMENT ON FUNCTION rollup.archive_sql(integer, integer[]) IS 'The SELECT of what a layer holds of some series below their floors and is not archived yet, with names.';
