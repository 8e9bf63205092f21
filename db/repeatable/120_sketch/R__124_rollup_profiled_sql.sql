-- The SELECT of profiles, column by column as in their tables, from three sub-selects: moved, of all that is one value per
-- (series_id, bucket), cells, of (series_id, bucket, is_text, key, n), in which a cell of a bucket may come more than once, and hashes, of
-- (series_id, bucket, hash), of which the 4096 lowest different ones stay (KMV: all of fewer, else their density tells how
-- many there are, with a standard error of 1.6 %). They are put together by grouping, which is never a nested loop.
-- Callers: rollup.profile_points_sql, rollup.merge_profiles_sql.
CREATE OR REPLACE FUNCTION rollup.profiled_sql(p_moved text, p_cells text, p_hashes text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format($sql$
        SELECT a.series_id, a.bucket, max(a.point_count) AS point_count, max(a.value_min) AS value_min, max(a.value_max) AS value_max,
            max(a.first_time) AS first_time, max(a.first_source) AS first_source, max(a.first_value) AS first_value,
            max(a.last_time) AS last_time, max(a.last_source) AS last_source, max(a.last_value) AS last_value,
            max(a.increase) AS increase, max(a.step_area) AS step_area, max(a.line_area) AS line_area,
            max(a.keys) AS keys, max(a.counts) AS counts, max(a.sources) AS sources
        FROM (
            SELECT m.series_id, m.bucket, m.point_count, m.value_min, m.value_max, m.first_time, m.first_source, m.first_value,
                m.last_time, m.last_source, m.last_value, m.increase, m.step_area, m.line_area,
                NULL::integer[] AS keys, NULL::bigint[] AS counts, NULL::bigint[] AS sources
            FROM (%1$s) AS m
            UNION ALL
            SELECT c.series_id, c.bucket, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                CASE WHEN c.is_text AND cardinality(c.keys) > 64 THEN (rollup.frequent_texts(c.keys, c.counts)).keys ELSE c.keys END,
                CASE WHEN c.is_text AND cardinality(c.keys) > 64 THEN (rollup.frequent_texts(c.keys, c.counts)).counts ELSE c.counts END, NULL
            FROM (
                SELECT g.series_id, g.bucket, bool_or(g.is_text) AS is_text,
                    array_agg(g.key ORDER BY g.key) AS keys, array_agg(g.n ORDER BY g.key) AS counts
                FROM (
                    SELECT s.series_id, s.bucket, s.is_text, s.key, sum(s.n)::bigint AS n FROM (%2$s) AS s GROUP BY 1, 2, 3, 4
                ) AS g
                GROUP BY 1, 2
            ) AS c
            UNION ALL
            SELECT r.series_id, r.bucket, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                array_agg(r.hash ORDER BY r.hash)
            FROM (
                SELECT d.*, row_number() OVER (PARTITION BY d.series_id, d.bucket ORDER BY d.hash) AS place
                FROM (SELECT DISTINCT u.series_id, u.bucket, u.hash FROM (%3$s) AS u) AS d
            ) AS r
            WHERE r.place <= 4096
            GROUP BY 1, 2
        ) AS a
        GROUP BY 1, 2$sql$, p_moved, p_cells, p_hashes)
$$;

COMMENT ON FUNCTION rollup.profiled_sql(text, text, text) IS 'The SELECT of profiles from what moved, cells, and hashes of sources.';
