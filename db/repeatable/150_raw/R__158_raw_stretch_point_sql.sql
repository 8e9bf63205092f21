-- The points of raw.point_sql, but of a stretch of time of each of many series: a sub-select, in parentheses, of (series_id,
-- time, source, value). p_stretches is a FROM item named r of (series_id, lower, upper), which do not overlap in a series;
-- p_lower and p_upper are literals around all of them.
-- A row of the log holds points of up to 64 series: it is unpacked once, and not once for each stretch. Chunks, which are of
-- one series each, are looked up stretch by stretch. The full join is for the reason given at raw.overridden_sql.
-- Callers: rollup.fold_select; the query service takes its template from here.
CREATE OR REPLACE FUNCTION raw.stretch_point_sql(p_stretches text, p_lower text, p_upper text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format($sql$(
        WITH stretch AS MATERIALIZED (
            SELECT r.series_id, r.lower, r.upper FROM %1$s
        ), span AS MATERIALIZED (
            SELECT r.series_id, range_agg(tstzrange(r.lower, r.upper)) AS times FROM stretch AS r GROUP BY r.series_id
        ), near AS (
            SELECT min(r.series_id) AS series_id, unnest(range_agg(tstzrange(r.lower, r.upper))) AS times
            FROM stretch AS r
            GROUP BY raw.series_group(r.series_id)
        ), logged AS MATERIALIZED (
            SELECT series_id, n.time, n.source, n.value
            FROM (%2$s) AS n
            FULL JOIN span AS m USING (series_id)
            WHERE CASE WHEN n.time IS NULL OR m.times IS NULL THEN false ELSE m.times @> n.time END
        ), touched AS MATERIALIZED (
            SELECT DISTINCT l.series_id, raw.hour_of(l.time) AS hour FROM logged AS l
        )
        SELECT l.series_id, l.time, l.source, l.value FROM logged AS l WHERE l.value IS NOT NULL
        UNION ALL
        SELECT p.series_id, p.time, p.source, p.value
        FROM stretch AS r
        CROSS JOIN LATERAL (%3$s) AS p
        WHERE p.plain OR (p.series_id, p.time, p.source) NOT IN (SELECT l.series_id, l.time, l.source FROM logged AS l)
    )$sql$,
        p_stretches,
        raw.newest_sql(
            format('FROM raw.batch AS b WHERE b.ctid = ANY (ARRAY(SELECT f.tid FROM near CROSS JOIN LATERAL (SELECT b.tid %s) AS f))',
                raw.batches_in_sql('ARRAY[near.series_id]', 'lower(near.times)', 'upper(near.times)')),
            format('e.time >= %s AND e.time < %s AND (e.series_id IN (SELECT m.series_id FROM span AS m)) IS TRUE', p_lower, p_upper)),
        raw.decode_sql(
            raw.chunks_in_sql('ARRAY[r.series_id]', 'r.lower', 'r.upper', p_lower, p_upper), 'r.lower', 'r.upper',
            '(c.series_id, c.hour) NOT IN (SELECT t.series_id, t.hour FROM touched AS t)'))
$$;

COMMENT ON FUNCTION raw.stretch_point_sql(text, text, text) IS 'SQL text that selects the points of stretches of many series from batches and chunks.';
