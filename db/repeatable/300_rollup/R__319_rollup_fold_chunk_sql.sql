-- The SELECT that folds the points in [p_from, p_to) of one chunk, a lateral reference c, into partials of buckets whose
-- width divides an hour: several times quicker than folding a stream of points. All its points have source 0; then no
-- two share a time, and the first and the last point of a bucket are those of the lowest and highest ordinal.
CREATE OR REPLACE FUNCTION rollup.fold_chunk_sql(p_width interval, p_from text, p_to text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format($sql$
        SELECT c.series_id, b.bucket, b.point_count, b.stats[2] AS value_sum, b.stats[3] AS value_m2, b.value_min, b.value_max,
            b.first_time, 0::bigint AS first_source,
            coalesce(c.value_exact[b.first_ordinal + 1], (c.value_base + b.first_ordinal * c.value_step
                + coalesce(c.value_small[b.first_ordinal + 1], c.value_wide[b.first_ordinal + 1], 0)) / c.value_divisor) AS first_value,
            b.last_time, 0::bigint AS last_source,
            coalesce(c.value_exact[b.last_ordinal + 1], (c.value_base + b.last_ordinal * c.value_step
                + coalesce(c.value_small[b.last_ordinal + 1], c.value_wide[b.last_ordinal + 1], 0)) / c.value_divisor) AS last_value
        FROM (
            SELECT
                rollup.bucket_start(%1$L::interval, p.time) AS bucket,
                count(*) AS point_count,
                rollup.partial_stats(p.value) AS stats,
                min(p.value) AS value_min,
                max(p.value) AS value_max,
                min(p.time) AS first_time,
                max(p.time) AS last_time,
                min(p.ordinal) AS first_ordinal,
                max(p.ordinal) AS last_ordinal
            FROM (%2$s) AS p
            WHERE p.time >= %3$s AND p.time < %4$s
            GROUP BY 1
        ) AS b
        ORDER BY b.bucket$sql$, p_width, raw.decode_sql(''), p_from, p_to)
$$;

COMMENT ON FUNCTION rollup.fold_chunk_sql(interval, text, text) IS 'The SELECT that folds one chunk into partials.';
