-- The SELECT that packs partials, rows of the sub-select p_rows as in the tier's table but for updated_at, into frames, in
-- the order of their columns. Buckets of a frame are in order.
CREATE OR REPLACE FUNCTION rollup.encode_frames_sql(p_width interval, p_frame interval, p_rows text, p_now timestamptz)
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
            g.last_sources, g.last_values, %4$L::timestamptz
        FROM (
            SELECT n.series_id, n.frame, count(*)::integer AS bucket_count, array_agg(n.number) AS numbers,
                array_agg(n.point_count::integer) AS point_counts, min(n.point_count) = max(n.point_count) AS even,
                array_agg(n.value_sum) AS value_sums, array_agg(n.value_m2) AS value_m2s,
                array_agg(n.value_min) AS value_mins, array_agg(n.value_max) AS value_maxs,
                array_agg(n.first_offset) AS first_offsets, min(n.first_offset) = max(n.first_offset) AS even_first,
                CASE WHEN bool_or(n.first_source <> 0) THEN array_agg(n.first_source) END AS first_sources,
                array_agg(n.first_value) AS first_values,
                array_agg(n.last_offset) AS last_offsets, min(n.last_offset) = max(n.last_offset) AS even_last,
                CASE WHEN bool_or(n.last_source <> 0) THEN array_agg(n.last_source) END AS last_sources,
                array_agg(n.last_value) AS last_values
            FROM (
                SELECT r.*, rollup.bucket_start(%2$L::interval, r.bucket) AS frame,
                    (date_part('epoch', r.bucket - rollup.bucket_start(%2$L::interval, r.bucket))
                        / date_part('epoch', %1$L::interval))::smallint AS number,
                    round(date_part('epoch', r.first_time - r.bucket) * 1000000)::integer AS first_offset,
                    round(date_part('epoch', r.last_time - r.bucket) * 1000000)::integer AS last_offset
                FROM (%3$s) AS r
                ORDER BY r.series_id, frame, number
            ) AS n
            GROUP BY n.series_id, n.frame
        ) AS g$sql$, p_width, p_frame, p_rows, p_now)
$$;

COMMENT ON FUNCTION rollup.encode_frames_sql(interval, interval, text, timestamptz) IS 'The SELECT that packs partials into frames.';
