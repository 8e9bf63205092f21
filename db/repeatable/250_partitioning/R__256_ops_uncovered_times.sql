-- Times for which some table has no partition yet: of each day with such, one. Once they have partitions there may be others, where
-- partitions are narrower than a day. Locks: none. Callers: imports, before they write.
CREATE OR REPLACE FUNCTION ops.uncovered_times(p_times timestamptz[])
RETURNS timestamptz[]
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH hour AS MATERIALIZED (
        SELECT DISTINCT raw.hour_of(t) AS time, date_bin('1 day', t, timestamptz '1800-01-01 00:00:00+00') AS day FROM unnest(p_times) AS t
    ), covered AS MATERIALIZED (
        SELECT range_agg(tstzrange(c.from_time, c.to_time)) AS ranges
        FROM ops.covered_ranges(ARRAY(SELECT min(h.time) FROM hour AS h GROUP BY h.day)) AS c
    )
    SELECT coalesce(array_agg(u.time ORDER BY u.time), '{}')
    FROM (
        SELECT min(h.time) AS time
        FROM hour AS h
        CROSS JOIN covered AS c
        WHERE (c.ranges @> h.time) IS NOT TRUE
        GROUP BY h.day
    ) AS u
$$;

COMMENT ON FUNCTION ops.uncovered_times(timestamptz[]) IS 'Times for which some table has no partition yet, one of each day with such.';
