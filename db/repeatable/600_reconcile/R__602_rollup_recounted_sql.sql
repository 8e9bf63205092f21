-- The SELECT that recomputes the profiles of the buckets of a width within [p_lower, p_upper), of the series p_series, SQL text, from points: the
-- columns of a profile, is_text, and how far stored sums may be off (increase_slack, area_slack: 1e-12 of the sums of magnitudes). It shares
-- the definition of a cell and of a hash with what it checks, nothing else: plain GROUP BY, whatever the tier.
-- Caller: rollup.compared_profiles_sql.
CREATE OR REPLACE FUNCTION rollup.recounted_sql(p_width interval, p_series text, p_lower timestamptz, p_upper timestamptz)
RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT format($sql$
        WITH point AS MATERIALIZED (
            SELECT s.series_id, rollup.bucket_start(%1$L::interval, s.time) AS bucket, s.time, s.source, s.value, s.series_id = ANY (ARRAY(
                SELECT x FROM catalog.text_series(%2$s) AS x)) AS is_text
            FROM %3$s AS s
        ), counted AS (
            SELECT c.series_id, c.bucket, array_agg(c.key ORDER BY c.key) AS keys, array_agg(c.n ORDER BY c.key) AS counts
            FROM (
                SELECT p.series_id, p.bucket, CASE WHEN p.is_text THEN p.value::integer ELSE rollup.sketch_key(p.value) END AS key, count(*) AS n
                FROM point AS p
                GROUP BY 1, 2, 3
            ) AS c
            GROUP BY 1, 2
        ), whole AS (
            SELECT p.series_id, p.bucket, count(*) AS point_count, bool_or(p.is_text) AS is_text, min(p.value) AS value_min,
                max(p.value) AS value_max, array_agg(DISTINCT rollup.source_hash(p.source)) FILTER (WHERE p.source <> 0) AS hashes
            FROM point AS p
            GROUP BY 1, 2
        ), instant AS (
            SELECT DISTINCT ON (p.series_id, p.time) p.* FROM point AS p ORDER BY p.series_id, p.time, p.source DESC
        ), moved AS (
            SELECT i.series_id, i.bucket,
                (array_agg(i.time ORDER BY i.time))[1] AS first_time, (array_agg(i.source ORDER BY i.time))[1] AS first_source,
                (array_agg(i.value ORDER BY i.time))[1] AS first_value,
                (array_agg(i.time ORDER BY i.time DESC))[1] AS last_time, (array_agg(i.source ORDER BY i.time DESC))[1] AS last_source,
                (array_agg(i.value ORDER BY i.time DESC))[1] AS last_value,
                coalesce(sum(CASE WHEN i.value < i.before THEN i.value ELSE i.value - i.before END), 0) AS increase,
                coalesce(sum(i.before * i.seconds), 0) AS step_area,
                coalesce(sum((i.before + i.value) / 2 * i.seconds), 0) AS line_area,
                1e-12 * coalesce(sum(abs(i.before) + abs(i.value)), 0) AS increase_slack,
                1e-12 * coalesce(sum((abs(i.before) + abs(i.value)) * i.seconds), 0) AS area_slack
            FROM (
                SELECT n.*, lag(n.value) OVER place AS before, date_part('epoch', n.time - lag(n.time) OVER place) AS seconds
                FROM instant AS n
                WINDOW place AS (PARTITION BY n.series_id, n.bucket ORDER BY n.time)
            ) AS i
            GROUP BY 1, 2
        )
        SELECT series_id, bucket, w.point_count, CASE WHEN NOT w.is_text THEN w.value_min END AS value_min,
            CASE WHEN NOT w.is_text THEN w.value_max END AS value_max, m.first_time, m.first_source, m.first_value,
            m.last_time, m.last_source, m.last_value, CASE WHEN NOT w.is_text THEN m.increase END AS increase,
            CASE WHEN NOT w.is_text THEN m.step_area END AS step_area, CASE WHEN NOT w.is_text THEN m.line_area END AS line_area,
            c.keys, c.counts, w.hashes[1:4096] AS sources, w.is_text, m.increase_slack, m.area_slack
        FROM whole AS w
        FULL JOIN counted AS c USING (series_id, bucket)
        FULL JOIN moved AS m USING (series_id, bucket)$sql$,
        p_width, p_series, raw.point_sql(p_series, format('%L::timestamptz', p_lower), format('%L::timestamptz', p_upper),
            format('%L::timestamptz', p_lower), format('%L::timestamptz', p_upper)))
$$;

COMMENT ON FUNCTION rollup.recounted_sql(interval, text, timestamptz, timestamptz) IS 'The SELECT that recomputes profiles of some series from points.';
