-- The SELECT that folds points (series_id, time, source, value) of p_points, a FROM item, into profiles of buckets of a width.
-- p_is_text: a condition over p.series_id, whether it is a text series.
CREATE OR REPLACE FUNCTION rollup.profile_points_sql(p_width interval, p_points text, p_is_text text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format($sql$
        WITH point AS MATERIALIZED (
            SELECT p.series_id, rollup.bucket_start(%1$L::interval, p.time) AS bucket, p.time, p.source, p.value, %3$s AS is_text,
                lead(p.time) OVER (PARTITION BY p.series_id ORDER BY p.time, p.source) IS DISTINCT FROM p.time AS is_highest
            FROM %2$s AS p
        )%4$s$sql$,
        p_width, p_points, p_is_text, rollup.profiled_sql($sql$
            SELECT t.series_id, t.bucket, count(*) AS point_count,
                CASE WHEN NOT bool_or(t.is_text) THEN min(t.value) END AS value_min,
                CASE WHEN NOT bool_or(t.is_text) THEN max(t.value) END AS value_max,
                NULL::timestamptz AS first_time, NULL::bigint AS first_source, NULL::double precision AS first_value,
                NULL::timestamptz AS last_time, NULL::bigint AS last_source, NULL::double precision AS last_value,
                NULL::double precision AS increase, NULL::double precision AS step_area, NULL::double precision AS line_area
            FROM point AS t
            GROUP BY 1, 2
            UNION ALL
            SELECT w.series_id, w.bucket, NULL, NULL, NULL,
                min(w.time), max(w.source) FILTER (WHERE w.before IS NULL), max(w.value) FILTER (WHERE w.before IS NULL),
                max(w.time), max(w.source) FILTER (WHERE w.next IS NULL), max(w.value) FILTER (WHERE w.next IS NULL),
                CASE WHEN NOT bool_or(w.is_text)
                    THEN coalesce(sum(CASE WHEN w.next >= w.value THEN w.next - w.value ELSE w.next END), 0) END,
                CASE WHEN NOT bool_or(w.is_text) THEN coalesce(sum(w.value * w.seconds), 0) END,
                CASE WHEN NOT bool_or(w.is_text) THEN coalesce(sum((w.value + w.next) / 2 * w.seconds), 0) END
            FROM (
                SELECT t.*, lag(t.time) OVER place AS before, lead(t.value) OVER place AS next,
                    date_part('epoch', lead(t.time) OVER place - t.time) AS seconds
                FROM point AS t
                WHERE t.is_highest
                WINDOW place AS (PARTITION BY t.series_id, t.bucket ORDER BY t.time)
            ) AS w
            GROUP BY 1, 2$sql$,
            'SELECT t.series_id, t.bucket, t.is_text, CASE WHEN t.is_text THEN t.value::integer ELSE rollup.sketch_key(t.value) END AS key,'
            ' 1 AS n FROM point AS t',
            'SELECT t.series_id, t.bucket, rollup.source_hash(t.source) AS hash FROM point AS t WHERE t.source <> 0'))
$$;

COMMENT ON FUNCTION rollup.profile_points_sql(interval, text, text) IS 'The SELECT that folds points into profiles.';
