-- The SELECT of partials, rows of the sub-select p_rows as in the tier's table but for updated_at, as a frame has them:
-- frame, number of the bucket in it, and instead of times the microseconds since the start of the bucket. What folds
-- points may have that already and then needs no arithmetic with times. The way back is rollup.timed_sql.
CREATE OR REPLACE FUNCTION rollup.numbered_sql(p_width interval, p_frame interval, p_rows text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format($sql$
        SELECT r.series_id, rollup.bucket_start(%2$L::interval, r.bucket) AS frame,
            (date_part('epoch', r.bucket - rollup.bucket_start(%2$L::interval, r.bucket))
                / date_part('epoch', %1$L::interval))::bigint AS number,
            r.point_count, r.value_sum, r.value_m2, r.value_min, r.value_max,
            round(date_part('epoch', r.first_time - r.bucket) * 1000000)::bigint AS first_offset, r.first_source, r.first_value,
            round(date_part('epoch', r.last_time - r.bucket) * 1000000)::bigint AS last_offset, r.last_source, r.last_value
        FROM (%3$s) AS r$sql$, p_width, p_frame, p_rows)
$$;

COMMENT ON FUNCTION rollup.numbered_sql(interval, interval, text) IS 'The SELECT of partials by the number of their bucket in a frame.';
