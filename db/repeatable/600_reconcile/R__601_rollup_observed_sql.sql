-- The SELECT of what the buckets of a width are recomputed from, piece by piece, within [p_lower, p_upper) of the series
-- p_series, SQL text: from raw (p_source 0) the points of every hour of a bucket, from a tier its buckets. Columns series_id, bucket, piece (its
-- start), points, total, m2, magnitudes (of a tier's bucket: at most), least, most, first_time, last_time, first_key, last_key.
-- Caller: rollup.recomputed_sql.
CREATE OR REPLACE FUNCTION rollup.observed_sql(
    p_width interval,
    p_source integer,
    p_series text,
    p_lower timestamptz,
    p_upper timestamptz)
RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT format(CASE WHEN p_source = 0 THEN $sql$
                        SELECT s.series_id, rollup.bucket_start(%1$L::interval, s.time) AS bucket, raw.hour_of(s.time) AS piece,
                            count(*) AS points, sum(s.value) AS total, var_pop(s.value) * count(*) AS m2,
                            sum(abs(s.value)) AS magnitudes, min(s.value) AS least, max(s.value) AS most,
                            min(s.time) AS first_time, max(s.time) AS last_time,
                            min(ARRAY[date_part('epoch', s.time - raw.hour_of(s.time)),
                                -(s.source >> 32), -(s.source & 4294967295), s.value]) AS first_key,
                            max(ARRAY[date_part('epoch', s.time - raw.hour_of(s.time)),
                                s.source >> 32, s.source & 4294967295, s.value]) AS last_key
                        FROM %2$s AS s
                        GROUP BY 1, 2, 3$sql$
        ELSE $sql$
                        SELECT s.series_id, rollup.bucket_start(%1$L::interval, s.bucket) AS bucket, s.bucket AS piece,
                            s.point_count AS points, s.value_sum AS total, s.value_m2 AS m2,
                            s.point_count * greatest(abs(s.value_min), abs(s.value_max)) AS magnitudes,
                            s.value_min AS least, s.value_max AS most, s.first_time, s.last_time,
                            ARRAY[0, -(s.first_source >> 32), -(s.first_source & 4294967295), s.first_value]::float8[] AS first_key,
                            ARRAY[0, s.last_source >> 32, s.last_source & 4294967295, s.last_value]::float8[] AS last_key
                        FROM %2$s AS s
                        WHERE s.point_count > 0$sql$ END,
        p_width,
        rollup.layer_sql(p_source, p_series, format('%L::timestamptz', p_lower), format('%L::timestamptz', p_upper),
            format('%L::timestamptz', p_lower), format('%L::timestamptz', p_upper)))
$$;

COMMENT ON FUNCTION rollup.observed_sql(interval, integer, text, timestamptz, timestamptz) IS 'The SELECT of the pieces that buckets are recomputed from: points by hours, or buckets of a finer tier.';
