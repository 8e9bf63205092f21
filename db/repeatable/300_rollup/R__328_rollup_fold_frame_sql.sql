-- The SELECT that folds the buckets in [p_from, p_to) of one frame, a lateral reference f, into partials of wider buckets
-- whose width divides the frame's, as rollup.fold_chunk_sql does with the points of a chunk: the lowest and the highest of
-- (number of the bucket, ordinal) hold the first and the last point.
CREATE OR REPLACE FUNCTION rollup.fold_frame_sql(p_width interval, p_source_width interval, p_frame interval, p_from text, p_to text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format($sql$
        SELECT f.series_id, f.frame + b.number * %1$L::interval AS bucket, b.point_count,
            b.stats[2] AS value_sum, b.stats[3] AS value_m2, b.value_min, b.value_max,
            f.frame + (b.first_key >> 24) * %2$L::interval
                + coalesce(f.first_offsets[b.first_ordinal + 1], f.first_offset) * interval '1 microsecond' AS first_time,
            coalesce(f.first_sources[b.first_ordinal + 1], 0) AS first_source, f.first_values[b.first_ordinal + 1] AS first_value,
            f.frame + (b.last_key >> 24) * %2$L::interval
                + coalesce(f.last_offsets[b.last_ordinal + 1], f.last_offset) * interval '1 microsecond' AS last_time,
            coalesce(f.last_sources[b.last_ordinal + 1], 0) AS last_source, f.last_values[b.last_ordinal + 1] AS last_value
        FROM (
            SELECT a.*, (a.first_key & 16777215)::integer AS first_ordinal, (a.last_key & 16777215)::integer AS last_ordinal
            FROM (
                SELECT
                    p.number / %5$s AS number,
                    sum(p.points)::bigint AS point_count,
                    rollup.merge_stats(ARRAY[p.points, p.total, p.m2]) AS stats,
                    min(p.least) AS value_min,
                    max(p.most) AS value_max,
                    min(p.number::bigint << 24 | p.ordinal) AS first_key,
                    max(p.number::bigint << 24 | p.ordinal) AS last_key
                FROM (
                    SELECT d.lower, d.upper, d.ordinal, coalesce(d.number, d.ordinal) AS number,
                        coalesce(d.each_count, d.point_count) AS points, d.total, d.m2, d.least, d.most
                    FROM (
                        SELECT k.*, generate_series(0, f.bucket_count - 1) AS ordinal, unnest(f.buckets) AS number,
                            unnest(f.point_counts) AS each_count, unnest(f.value_sums) AS total, unnest(f.value_m2s) AS m2,
                            unnest(f.value_mins) AS least, unnest(f.value_maxs) AS most
                        FROM (
                            SELECT f.point_count,
                                round(date_part('epoch', greatest(%3$s, f.frame) - f.frame) / %6$s)::integer AS lower,
                                round(date_part('epoch', least(%4$s, f.frame + %7$L::interval) - f.frame) / %6$s)::integer AS upper
                            OFFSET 0
                        ) AS k
                    ) AS d
                ) AS p
                WHERE p.number >= p.lower AND p.number < p.upper
                GROUP BY 1
            ) AS a
        ) AS b
        ORDER BY b.number$sql$,
        p_width, p_source_width, p_from, p_to, (date_part('epoch', p_width) / date_part('epoch', p_source_width))::integer,
        date_part('epoch', p_source_width), make_interval(secs => date_part('epoch', p_frame)))
$$;

COMMENT ON FUNCTION rollup.fold_frame_sql(interval, interval, interval, text, text) IS 'The SELECT that folds one frame into partials of wider buckets.';
