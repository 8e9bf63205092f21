-- The SELECT that folds the points of one chunk, a lateral reference c, into the profile of its hour: all have source 0, so no two
-- share a time, and they are in order. The next point of each is the same array from its second element on, which spares sorting.
-- p_is_text: a condition over c.series_id. Caller: rollup.profile_raw_sql.
CREATE OR REPLACE FUNCTION rollup.profile_chunk_sql(p_is_text text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format($sql$
        SELECT c.series_id, c.hour AS bucket, b.point_count,
            CASE WHEN NOT b.is_text THEN b.value_min END AS value_min, CASE WHEN NOT b.is_text THEN b.value_max END AS value_max,
            c.first_time, 0::bigint AS first_source, %1$s AS first_value,
            c.last_time, 0::bigint AS last_source, %2$s AS last_value,
            CASE WHEN NOT b.is_text THEN b.increase END AS increase, CASE WHEN NOT b.is_text THEN b.step_area END AS step_area,
            CASE WHEN NOT b.is_text THEN b.line_area END AS line_area,
            CASE WHEN b.is_text AND cardinality(b.keys) > 64 THEN (rollup.frequent_texts(b.keys, b.counts)).keys ELSE b.keys END AS keys,
            CASE WHEN b.is_text AND cardinality(b.keys) > 64 THEN (rollup.frequent_texts(b.keys, b.counts)).counts ELSE b.counts END AS counts,
            NULL::bigint[] AS sources
        FROM (
            SELECT a.is_text, sum(a.n)::bigint AS point_count, min(a.least) AS value_min, max(a.most) AS value_max,
                coalesce(sum(a.increase), 0) AS increase, coalesce(sum(a.step_area), 0) AS step_area,
                coalesce(sum(a.line_area), 0) AS line_area,
                array_agg(a.key ORDER BY a.key) AS keys, array_agg(a.n ORDER BY a.key) AS counts
            FROM (
                SELECT p.is_text, CASE WHEN p.is_text THEN p.value::integer ELSE rollup.sketch_key(p.value) END AS key,
                    count(*) AS n, min(p.value) AS least, max(p.value) AS most,
                    sum(CASE WHEN p.next < p.value THEN p.next ELSE p.next - p.value END) AS increase,
                    sum(p.value * p.seconds) AS step_area, sum((p.value + p.next) / 2 * p.seconds) AS line_area
                FROM (
                    SELECT d.is_text,
                        coalesce(d.exact, (d.value_base + d.ordinal * d.value_step + coalesce(d.small, d.wide, 0))
                            / d.value_divisor) AS value,
                        CASE WHEN d.ordinal < d.last_ordinal THEN coalesce(d.next_exact,
                            (d.value_base + (d.ordinal + 1) * d.value_step + coalesce(d.next_small, d.next_wide, 0))
                            / d.value_divisor) END AS next,
                        CASE WHEN d.ordinal < d.last_ordinal THEN coalesce(d.step, d.next_second - d.second,
                            (d.next_micros::bigint - d.micros) / 1e6::double precision) END AS seconds
                    FROM (
                        SELECT k.*, generate_series(0, c.point_count - 1) AS ordinal,
                            unnest(c.time_seconds) AS second, unnest(c.time_micros) AS micros,
                            unnest(c.value_small) AS small, unnest(c.value_wide) AS wide, unnest(c.value_exact) AS exact,
                            unnest(c.time_seconds[2:]) AS next_second, unnest(c.time_micros[2:]) AS next_micros,
                            unnest(c.value_small[2:]) AS next_small, unnest(c.value_wide[2:]) AS next_wide,
                            unnest(c.value_exact[2:]) AS next_exact
                        FROM (
                            SELECT c.time_step / 1e6::double precision AS step, c.value_divisor, c.value_base, c.value_step,
                                c.point_count - 1 AS last_ordinal, %3$s AS is_text
                            OFFSET 0
                        ) AS k
                    ) AS d
                    OFFSET 0
                ) AS p
                GROUP BY 1, 2
            ) AS a
            GROUP BY 1
        ) AS b$sql$,
        raw.chunk_value_sql('0'), raw.chunk_value_sql('(c.point_count - 1)'), p_is_text)
$$;

COMMENT ON FUNCTION rollup.profile_chunk_sql(text) IS 'The SELECT that folds one chunk into the profile of its hour.';
