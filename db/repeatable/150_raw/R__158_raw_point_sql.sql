-- The one definition of which points there are: a sub-select, in parentheses, of (series_id, time, source, value) of the
-- points with time in [p_from, p_to). The newest log entry of a point counts, then its chunk.
-- All parameters are SQL text: p_series an integer[] or NULL for all series, p_from and p_to timestamptz expressions that
-- may refer to an outer row (under a name of more than one letter, those are used inside; r is free), p_lower and p_upper
-- literals around them, so that the planner can skip partitions.
-- Text, not a view: only so do bounds reach the chunks, and partitions out of range stay unlocked.
-- Points of a plain chunk, which has no entries in the log, are taken without a look at each.
-- Callers: whoever reads raw points; the query service takes its template from here.
CREATE OR REPLACE FUNCTION raw.point_sql(p_series text, p_from text, p_to text, p_lower text, p_upper text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format($sql$(
        WITH %1$s
        SELECT l.series_id, l.time, l.source, l.value FROM logged AS l WHERE l.value IS NOT NULL
        UNION ALL
        SELECT p.series_id, p.time, p.source, p.value
        FROM (%2$s) AS p
        WHERE p.plain OR (p.series_id, p.time, p.source) NOT IN (SELECT l.series_id, l.time, l.source FROM logged AS l)
    )$sql$,
        raw.logged_sql(p_series, p_from, p_to),
        raw.decode_sql(
            raw.chunks_in_sql(p_series, p_from, p_to, p_lower, p_upper), p_from, p_to,
            '(c.series_id, c.hour) NOT IN (SELECT t.series_id, t.hour FROM touched AS t)'))
$$;

COMMENT ON FUNCTION raw.point_sql(text, text, text, text, text) IS 'SQL text that selects the points of some series and a range from batches and chunks.';
