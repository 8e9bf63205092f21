-- The SELECT that folds the points in [p_from, p_to) of one chunk, a lateral reference c, into partials of buckets whose
-- width divides an hour: several times quicker than folding a stream of points. All its points have source 0; then no
-- two share a time. Times are microseconds since the hour (below 2^32), which costs less than arithmetic with times; the
-- lowest and the highest of (that, ordinal), packed into one number, are the first and the last point of a bucket. So a
-- chunk must have less than 2^24 points.
CREATE OR REPLACE FUNCTION rollup.fold_chunk_sql(p_width interval, p_from text, p_to text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format($sql$
        SELECT c.series_id, c.hour + b.number * %1$L::interval AS bucket, b.point_count,
            b.stats[2] AS value_sum, b.stats[3] AS value_m2, b.value_min, b.value_max,
            c.hour + (b.first_key >> 24) * interval '1 microsecond' AS first_time, 0::bigint AS first_source,
            coalesce(c.value_exact[b.first_ordinal + 1], (c.value_base + b.first_ordinal * c.value_step
                + coalesce(c.value_small[b.first_ordinal + 1], c.value_wide[b.first_ordinal + 1], 0)) / c.value_divisor) AS first_value,
            c.hour + (b.last_key >> 24) * interval '1 microsecond' AS last_time, 0::bigint AS last_source,
            coalesce(c.value_exact[b.last_ordinal + 1], (c.value_base + b.last_ordinal * c.value_step
                + coalesce(c.value_small[b.last_ordinal + 1], c.value_wide[b.last_ordinal + 1], 0)) / c.value_divisor) AS last_value
        FROM (
            SELECT a.*, (a.first_key & 16777215)::integer AS first_ordinal, (a.last_key & 16777215)::integer AS last_ordinal
            FROM (
                SELECT
                    p.micros / %4$s AS number,
                    count(*) AS point_count,
                    rollup.partial_stats(p.value) AS stats,
                    min(p.value) AS value_min,
                    max(p.value) AS value_max,
                    min(p.micros << 24 | p.ordinal) AS first_key,
                    max(p.micros << 24 | p.ordinal) AS last_key
                FROM (
                    SELECT d.ordinal, d.lower, d.upper,
                        coalesce(d.start + d.ordinal * d.step, d.second * 1000000::bigint, d.micros + 1800000000::bigint) AS micros,
                        coalesce(d.exact, (d.value_base + d.ordinal * d.value_step + coalesce(d.small, d.wide, 0))
                            / d.value_divisor) AS value
                    FROM (
                        SELECT k.*, generate_series(0, c.point_count - 1) AS ordinal,
                            unnest(c.time_seconds) AS second, unnest(c.time_micros) AS micros,
                            unnest(c.value_small) AS small, unnest(c.value_wide) AS wide, unnest(c.value_exact) AS exact
                        FROM (
                            SELECT c.time_step AS step, c.value_divisor, c.value_base, c.value_step,
                                raw.offset_of(c.first_time) AS start,
                                round(date_part('epoch', greatest(%2$s, c.hour) - c.hour) * 1000000)::bigint AS lower,
                                round(date_part('epoch', least(%3$s, c.hour + interval '1 hour') - c.hour) * 1000000)::bigint AS upper
                            OFFSET 0
                        ) AS k
                    ) AS d
                ) AS p
                WHERE p.micros >= p.lower AND p.micros < p.upper
                GROUP BY 1
            ) AS a
        ) AS b
        ORDER BY b.number$sql$,
        p_width, p_from, p_to, (date_part('epoch', p_width) * 1000000)::bigint)
$$;

COMMENT ON FUNCTION rollup.fold_chunk_sql(interval, text, text) IS 'The SELECT that folds one chunk into partials.';
