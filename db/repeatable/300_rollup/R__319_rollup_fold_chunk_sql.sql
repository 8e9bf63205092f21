-- The SELECT that folds the points of one chunk, a lateral reference c, into partials of buckets that lie in [p_from, p_to)
-- and whose width divides an hour: several times quicker than folding a stream of points. All its points have source 0, so no
-- two share a time, and they are in order: the lowest and the highest ordinal in a bucket are its first and its last
-- point, and say how many there are. Until then, times are microseconds since the hour, which costs less than arithmetic with
-- times.
CREATE OR REPLACE FUNCTION rollup.fold_chunk_sql(p_width interval, p_from text, p_to text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format($sql$
        SELECT b.series_id, b.bucket, b.point_count, b.stats[2] AS value_sum, b.stats[3] AS value_m2, b.value_min, b.value_max,
            %3$s AS first_time, 0::bigint AS first_source, %4$s AS first_value,
            %5$s AS last_time, 0::bigint AS last_source, %6$s AS last_value
        FROM (
            SELECT c.series_id, c.hour + a.number * %1$L::interval AS bucket, a.*, (a.last - a.first)::bigint + 1 AS point_count
            FROM (
                SELECT
                    p.micros / %2$s AS number,
                    rollup.partial_stats(p.value) AS stats,
                    min(p.value) AS value_min,
                    max(p.value) AS value_max,
                    min(p.ordinal) AS first,
                    max(p.ordinal) AS last
                FROM (
                    SELECT d.ordinal,
                        coalesce(d.start + d.ordinal * d.step, d.second * 1000000::bigint, d.micros + 1800000000::bigint) AS micros,
                        coalesce(d.exact, (d.value_base + d.ordinal * d.value_step + coalesce(d.small, d.wide, 0))
                            / d.value_divisor) AS value
                    FROM (
                        SELECT k.*, generate_series(0, c.point_count - 1) AS ordinal,
                            unnest(c.time_seconds) AS second, unnest(c.time_micros) AS micros,
                            unnest(c.value_small) AS small, unnest(c.value_wide) AS wide, unnest(c.value_exact) AS exact
                        FROM (
                            SELECT c.time_step AS step, c.value_divisor, c.value_base, c.value_step,
                                raw.offset_of(c.first_time) AS start
                            OFFSET 0
                        ) AS k
                    ) AS d
                ) AS p
                GROUP BY 1
            ) AS a
        ) AS b
        WHERE b.bucket >= %7$s AND b.bucket < %8$s$sql$,
        p_width, (date_part('epoch', p_width) * 1000000)::bigint,
        raw.chunk_time_sql('b.first'), raw.chunk_value_sql('b.first'), raw.chunk_time_sql('b.last'), raw.chunk_value_sql('b.last'),
        p_from, p_to)
$$;

COMMENT ON FUNCTION rollup.fold_chunk_sql(interval, text, text) IS 'The SELECT that folds one chunk into partials.';
