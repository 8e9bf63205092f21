-- The SELECT that folds the points of one chunk, a lateral reference c, into partials of buckets that lie in [p_from, p_to)
-- and whose width divides an hour, numbered within the hour (rollup.numbered_sql): several times quicker than folding a
-- stream of points. All its points have source 0, so no two share a time, and they are in order: those of a bucket are next to
-- each other, and the lowest ordinal and their number say which is the first and which the last.
CREATE OR REPLACE FUNCTION rollup.fold_chunk_sql(p_width interval, p_from text, p_to text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format($sql$
        SELECT b.series_id, b.hour AS frame, b.number, b.stats[1]::bigint AS point_count,
            b.stats[2] AS value_sum, b.stats[3] AS value_m2, b.value_min, b.value_max,
            b.first_micros - b.number * %1$s AS first_offset, 0::bigint AS first_source, %2$s AS first_value,
            b.last_micros - b.number * %1$s AS last_offset, 0::bigint AS last_source, %3$s AS last_value
        FROM (
            SELECT c.series_id, c.hour, a.*, a.first + a.stats[1]::integer - 1 AS last
            FROM (
                SELECT
                    p.micros / %1$s AS number,
                    rollup.partial_stats(p.value) AS stats,
                    min(p.value) AS value_min,
                    max(p.value) AS value_max,
                    min(p.ordinal) AS first,
                    min(p.micros) AS first_micros,
                    max(p.micros) AS last_micros
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
                                round(date_part('epoch', greatest(%4$s, c.hour) - c.hour) * 1000000)::bigint AS lower,
                                round(date_part('epoch', least(%5$s, c.hour + interval '1 hour') - c.hour) * 1000000)::bigint AS upper
                            OFFSET 0
                        ) AS k
                    ) AS d
                ) AS p
                WHERE p.micros >= p.lower AND p.micros < p.upper
                GROUP BY 1
            ) AS a
        ) AS b$sql$,
        (date_part('epoch', p_width) * 1000000)::bigint, raw.chunk_value_sql('b.first'), raw.chunk_value_sql('b.last'), p_from, p_to)
$$;

COMMENT ON FUNCTION rollup.fold_chunk_sql(interval, text, text) IS 'The SELECT that folds one chunk into numbered partials.';
