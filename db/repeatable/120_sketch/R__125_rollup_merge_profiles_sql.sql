-- The SELECT that merges profiles of p_profiles, a FROM item, into those of wider buckets, or several of the same bucket into one.
-- Movement adds up where each lies after the one before; where two overlap in time, nobody knows it: NULL.
CREATE OR REPLACE FUNCTION rollup.merge_profiles_sql(p_width interval, p_profiles text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format($sql$
        WITH profile AS MATERIALIZED (
            SELECT rollup.bucket_start(%1$L::interval, p.bucket) AS wide, p.* FROM %2$s AS p
        )%3$s$sql$,
        p_width, p_profiles, rollup.profiled_sql($sql$
            SELECT w.series_id, w.wide AS bucket, sum(w.point_count)::bigint AS point_count,
                min(w.value_min) AS value_min, max(w.value_max) AS value_max,
                min(w.first_time) AS first_time,
                (array_agg(w.first_source ORDER BY w.first_time, w.first_source DESC))[1] AS first_source,
                (array_agg(w.first_value ORDER BY w.first_time, w.first_source DESC))[1] AS first_value,
                max(w.last_time) AS last_time,
                (array_agg(w.last_source ORDER BY w.last_time DESC, w.last_source DESC))[1] AS last_source,
                (array_agg(w.last_value ORDER BY w.last_time DESC, w.last_source DESC))[1] AS last_value,
                CASE WHEN bool_and(w.is_known) THEN sum(w.increase + coalesce(
                    CASE WHEN w.first_value >= w.before THEN w.first_value - w.before ELSE w.first_value END * w.is_next, 0)) END AS increase,
                CASE WHEN bool_and(w.is_known) THEN sum(w.step_area + coalesce(w.before * w.seconds, 0)) END AS step_area,
                CASE WHEN bool_and(w.is_known) THEN sum(w.line_area + coalesce((w.before + w.first_value) / 2 * w.seconds, 0)) END AS line_area
            FROM (
                SELECT n.*, n.increase IS NOT NULL AND (n.before_time < n.first_time) IS NOT FALSE AS is_known,
                    CASE WHEN n.before_time IS NOT NULL THEN 1 END AS is_next,
                    date_part('epoch', n.first_time - n.before_time) AS seconds
                FROM (
                    SELECT t.*, lag(t.last_time) OVER place AS before_time, lag(t.last_value) OVER place AS before
                    FROM profile AS t
                    WINDOW place AS (PARTITION BY t.series_id, t.wide ORDER BY t.first_time, t.last_time)
                ) AS n
            ) AS w
            GROUP BY 1, 2$sql$,
            'SELECT t.series_id, t.wide AS bucket, t.value_min IS NULL AS is_text, unnest(t.keys) AS key, unnest(t.counts) AS n FROM profile AS t',
            'SELECT t.series_id, t.wide AS bucket, unnest(t.sources) AS hash FROM profile AS t'))
$$;

COMMENT ON FUNCTION rollup.merge_profiles_sql(interval, text) IS 'The SELECT that merges profiles into those of wider buckets.';
