-- The SELECT that unpacks frames f of buckets of a width into rows like those of the tier's table. p_from is a FROM clause
-- that yields f, with its WHERE. As raw.decode_sql: what a frame does not have costs next to nothing.
CREATE OR REPLACE FUNCTION rollup.decode_frames_sql(p_width interval, p_from text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format($sql$
        SELECT d.series_id, d.bucket, d.point_count, d.value_sum, d.value_m2, d.value_min, d.value_max,
            d.bucket + d.first_offset * interval '1 microsecond' AS first_time, d.first_source, d.first_value,
            d.bucket + d.last_offset * interval '1 microsecond' AS last_time, d.last_source, d.last_value, d.updated_at
        FROM (
            SELECT u.series_id, u.frame + coalesce(u.number, u.ordinal) * %1$L::interval AS bucket,
                coalesce(u.each_count, u.point_count)::bigint AS point_count, u.value_sum, u.value_m2, u.value_min, u.value_max,
                coalesce(u.each_first, u.first_offset) AS first_offset, coalesce(u.first_source, 0) AS first_source, u.first_value,
                coalesce(u.each_last, u.last_offset) AS last_offset, coalesce(u.last_source, 0) AS last_source, u.last_value,
                u.updated_at
            FROM (
                SELECT f.series_id, f.frame, f.point_count, f.first_offset, f.last_offset, f.updated_at,
                    generate_series(0, f.bucket_count - 1) AS ordinal, unnest(f.buckets) AS number,
                    unnest(f.point_counts) AS each_count, unnest(f.value_sums) AS value_sum, unnest(f.value_m2s) AS value_m2,
                    unnest(f.value_mins) AS value_min, unnest(f.value_maxs) AS value_max,
                    unnest(f.first_offsets) AS each_first, unnest(f.first_sources) AS first_source, unnest(f.first_values) AS first_value,
                    unnest(f.last_offsets) AS each_last, unnest(f.last_sources) AS last_source, unnest(f.last_values) AS last_value
                %2$s
            ) AS u
        ) AS d$sql$, p_width, p_from)
$$;

COMMENT ON FUNCTION rollup.decode_frames_sql(interval, text) IS 'The SELECT that unpacks frames into partials.';
