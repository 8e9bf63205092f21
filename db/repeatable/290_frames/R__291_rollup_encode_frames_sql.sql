-- The SELECT that packs numbered partials, rows of the sub-select p_rows (rollup.numbered_sql), into frames, in the order of
-- their columns. Buckets of a frame are in order.
CREATE OR REPLACE FUNCTION rollup.encode_frames_sql(p_rows text, p_now timestamptz)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format($sql$
        SELECT g.series_id, g.frame, g.bucket_count,
            CASE WHEN g.numbers <> ARRAY(SELECT generate_series(0, g.bucket_count - 1)::smallint) THEN g.numbers END,
            CASE WHEN g.even THEN g.point_counts[1] END, CASE WHEN NOT g.even THEN g.point_counts END,
            g.value_sums, g.value_m2s, g.value_mins, g.value_maxs,
            CASE WHEN g.even_first THEN g.first_offsets[1] END, CASE WHEN NOT g.even_first THEN g.first_offsets END,
            g.first_sources, g.first_values,
            CASE WHEN g.even_last THEN g.last_offsets[1] END, CASE WHEN NOT g.even_last THEN g.last_offsets END,
            g.last_sources, g.last_values, %2$L::timestamptz
        FROM (
            SELECT n.series_id, n.frame, count(*)::integer AS bucket_count, array_agg(n.number::smallint) AS numbers,
                array_agg(n.point_count::integer) AS point_counts, min(n.point_count) = max(n.point_count) AS even,
                array_agg(n.value_sum) AS value_sums, array_agg(n.value_m2) AS value_m2s,
                array_agg(n.value_min) AS value_mins, array_agg(n.value_max) AS value_maxs,
                array_agg(n.first_offset::integer) AS first_offsets, min(n.first_offset) = max(n.first_offset) AS even_first,
                CASE WHEN bool_or(n.first_source <> 0) THEN array_agg(n.first_source) END AS first_sources,
                array_agg(n.first_value) AS first_values,
                array_agg(n.last_offset::integer) AS last_offsets, min(n.last_offset) = max(n.last_offset) AS even_last,
                CASE WHEN bool_or(n.last_source <> 0) THEN array_agg(n.last_source) END AS last_sources,
                array_agg(n.last_value) AS last_values
            FROM (
                SELECT r.*
                FROM (%1$s) AS r
                ORDER BY r.series_id, r.frame, r.number
            ) AS n
            GROUP BY n.series_id, n.frame
        ) AS g$sql$, p_rows, p_now)
$$;

COMMENT ON FUNCTION rollup.encode_frames_sql(text, timestamptz) IS 'The SELECT that packs partials into frames.';
