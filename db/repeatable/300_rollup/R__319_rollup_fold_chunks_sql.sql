-- The SELECT that folds the points of [p_from, p_to) straight out of chunks, each by itself, into partials of buckets whose
-- width divides an hour: several times quicker than folding a stream of points. p_chunks is a FROM clause, with its
-- WHERE, that yields chunks c whose points all have source 0; then no two share a time, and the first and the last
-- point of a bucket are those of the lowest and highest ordinal.
CREATE OR REPLACE FUNCTION rollup.fold_chunks_sql(p_width interval, p_chunks text, p_from text, p_to text)
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
        FROM (SELECT c.* %2$s) AS c
        CROSS JOIN LATERAL (
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
            FROM (%3$s) AS p
            WHERE p.time >= %4$s AND p.time < %5$s
            GROUP BY 1
        ) AS b$sql$, p_width, p_chunks, raw.decode_sql(''), p_from, p_to)
$$;

COMMENT ON FUNCTION rollup.fold_chunks_sql(interval, text, text, text) IS 'The SELECT that folds chunks into partials, each by itself.';
