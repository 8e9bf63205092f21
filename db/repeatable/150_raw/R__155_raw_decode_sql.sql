-- The SELECT that unpacks chunks c into points (series_id, ordinal, time, source, value), ordinal counting from 0 in the
-- order of (time, source). p_chunks is a FROM clause that yields c, with its WHERE; empty, c is a lateral reference.
-- Only points in [p_from, p_to) are unpacked; NULL means all. p_plain is a condition over c that becomes a column of that
-- name. Arrays are cut as in rollup.decode_frames_sql.
-- Whole numbers below 2^53 and one division: the value is exact to the bit.
CREATE OR REPLACE FUNCTION raw.decode_sql(p_chunks text, p_from text, p_to text, p_plain text DEFAULT 'true')
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format($sql$
        SELECT d.series_id, d.plain, d.ordinal,
            coalesce(d.first_time + d.ordinal * d.step, d.hour + d.time_seconds[d.i] * interval '1 second',
                d.hour + (d.time_micros[d.i]::bigint + 1800000000) * interval '1 microsecond') AS time,
            coalesce(d.sources[d.i], 0) AS source,
            coalesce(d.value_exact[d.i], (d.value_base + d.ordinal * d.value_step
                + coalesce(d.value_small[d.i], d.value_wide[d.i], 0)) / d.value_divisor) AS value
        FROM (SELECT e.*, e.ordinal - e.skipped + 1 AS i FROM (SELECT c.*, generate_series(c.skipped, c.upto - 1) AS ordinal FROM (
            SELECT k.series_id, k.plain, k.hour, k.first_time, k.time_step * interval '1 microsecond' AS step,
                k.value_divisor, k.value_base, k.value_step, k.skipped, k.upto, %s
            FROM (SELECT c.*, %s AS plain, %s AS skipped, %s AS upto %s OFFSET 0) AS k
            OFFSET 0
        ) AS c) AS e) AS d
        OFFSET 0$sql$,
        (SELECT string_agg(format('k.%1$s[k.skipped + 1:k.upto] AS %1$s', name), ', ')
         FROM unnest(ARRAY['time_seconds', 'time_micros', 'value_small', 'value_wide', 'value_exact', 'sources']) AS name),
        p_plain, coalesce(raw.chunk_position_sql(p_from), '0'), coalesce(raw.chunk_position_sql(p_to), 'c.point_count'), p_chunks)
$$;

COMMENT ON FUNCTION raw.decode_sql(text, text, text, text) IS 'The SELECT that unpacks chunks into points.';
