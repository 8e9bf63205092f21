-- The SELECT that unpacks chunks c into points (series_id, ordinal, time, source, value), ordinal counting from 0 in the
-- order of (time, source). p_from is a FROM clause that yields c, with its WHERE; without one, c is a lateral reference.
-- p_plain is a condition over c that becomes a column of that name.
-- The functions in the select list run side by side and are filled up with NULLs: what a chunk does not have costs
-- next to nothing. Whole numbers below 2^53 and one division: the value is exact to the bit.
CREATE OR REPLACE FUNCTION raw.decode_sql(p_from text, p_plain text DEFAULT 'true')
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format($sql$
        SELECT d.series_id, d.plain, d.ordinal,
            coalesce(d.first_time + d.ordinal * d.step, d.hour + d.second * interval '1 second',
                d.hour + (d.micros + 1800000000) * interval '1 microsecond') AS time,
            coalesce(d.source, 0) AS source,
            coalesce(d.exact, (d.value_base + d.ordinal * d.value_step + coalesce(d.small, d.wide, 0)) / d.value_divisor) AS value
        FROM (
            SELECT c.series_id, %s AS plain, c.hour, c.first_time, c.time_step * interval '1 microsecond' AS step,
                c.value_divisor, c.value_base, c.value_step,
                generate_series(0, c.point_count - 1) AS ordinal,
                unnest(c.time_seconds) AS second, unnest(c.time_micros)::bigint AS micros,
                unnest(c.value_small) AS small, unnest(c.value_wide) AS wide, unnest(c.value_exact) AS exact,
                unnest(c.sources) AS source
            %s
        ) AS d$sql$, p_plain, p_from)
$$;

COMMENT ON FUNCTION raw.decode_sql(text, text) IS 'The SELECT that unpacks chunks into points.';
