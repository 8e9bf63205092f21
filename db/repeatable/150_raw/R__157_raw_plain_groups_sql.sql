-- The SELECT of the groups of series (series_group) of which all points in [p_from, p_to), literals, are in the log and count as
-- they are there: none comes twice, none is deleted, none has a source, and no chunk has points of that range.
-- It looks at rows and not at points. The same point can only be in two rows whose times overlap and whose stretches of
-- (series, time), by which a row is ordered, overlap too: a row begins with its first key and ends with its last. So rows are
-- gathered into runs that overlap in time, and within a run none may begin before all earlier ones have ended. That
-- finds every collision, and a few that are none, where senders with different series of a group take turns.
-- Caller: rollup.fold_raw_sql.
CREATE OR REPLACE FUNCTION raw.plain_groups_sql(p_from text, p_to text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format($sql$
        SELECT k.series_group
        FROM (
            SELECT n.series_group, n.plain, n.first_key <= max(n.last_key) OVER (
                PARTITION BY n.series_group, n.run ORDER BY n.first_key ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS collides
            FROM (
                SELECT s.*, count(*) FILTER (WHERE s.begins) OVER (PARTITION BY s.series_group ORDER BY s.first_time) AS run
                FROM (
                    SELECT r.*, r.first_time > max(r.last_time) OVER (
                        PARTITION BY r.series_group ORDER BY r.first_time ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS begins
                    FROM (
                        SELECT b.series_group, b.first_time, b.last_time,
                            ARRAY[b.series[1], b.times[1]] AS first_key,
                            ARRAY[b.series[cardinality(b.series)], b.times[cardinality(b.times)]] AS last_key,
                            b.sources IS NULL AND array_position(b.values, NULL) IS NULL AS plain
                        %s
                        OFFSET 0
                    ) AS r
                ) AS s
            ) AS n
        ) AS k
        GROUP BY k.series_group
        HAVING bool_and(k.plain AND k.collides IS NOT TRUE)
        EXCEPT
        SELECT raw.series_group(c.series_id) %s$sql$,
        raw.batches_in_sql(NULL, p_from, p_to), raw.chunks_in_sql(NULL, p_from, p_to, p_from, p_to))
$$;

COMMENT ON FUNCTION raw.plain_groups_sql(text, text) IS 'The SELECT of the groups of series whose points in a range are all in the log, none of them twice.';
