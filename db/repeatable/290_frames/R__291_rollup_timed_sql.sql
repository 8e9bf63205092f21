-- The SELECT of numbered partials, rows of the sub-select p_rows (rollup.numbered_sql), as in the tier's table but for
-- updated_at.
CREATE OR REPLACE FUNCTION rollup.timed_sql(p_width interval, p_rows text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format($sql$
        SELECT t.series_id, t.bucket, t.point_count, t.value_sum, t.value_m2, t.value_min, t.value_max,
            t.bucket + t.first_offset * interval '1 microsecond' AS first_time, t.first_source, t.first_value,
            t.bucket + t.last_offset * interval '1 microsecond' AS last_time, t.last_source, t.last_value
        FROM (SELECT n.*, n.frame + n.number * %1$L::interval AS bucket FROM (%2$s) AS n) AS t$sql$, p_width, p_rows)
$$;

COMMENT ON FUNCTION rollup.timed_sql(interval, text) IS 'The SELECT of numbered partials by the start of their bucket.';
