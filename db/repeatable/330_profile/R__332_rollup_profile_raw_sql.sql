-- The SELECT that folds all points of [p_from, p_to), literals of whole hours, into profiles of 1h: straight out of chunks, each by
-- itself, where the log does not touch the hour and no point has a source; the rest point by point. An hour of a series is one or the
-- other. p_is_text: a condition over %s.series_id, whether it is a text series.
-- Caller: rollup.profile_select.
CREATE OR REPLACE FUNCTION rollup.profile_raw_sql(p_from text, p_to text, p_is_text text)
RETURNS text
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_chunks text := raw.chunks_in_sql(NULL, p_from, p_to, p_from, p_to);
    v_streamed text := '(c.sources IS NOT NULL OR EXISTS (SELECT FROM touched AS t WHERE t.series_id = c.series_id AND t.hour = c.hour))';
BEGIN
    RETURN format(
        'WITH %1$s, streamed AS MATERIALIZED (%2$s) SELECT q.* FROM (%3$s) AS q'
        ' UNION ALL SELECT o.* FROM (SELECT c.* %4$s AND NOT %5$s) AS c CROSS JOIN LATERAL (%6$s) AS o',
        raw.logged_sql(NULL, p_from, p_to),
        raw.overridden_sql(raw.decode_sql(v_chunks || ' AND ' || v_streamed, p_from, p_to)),
        rollup.profile_points_sql('1 hour', 'streamed', format(p_is_text, 'p')),
        v_chunks, v_streamed,
        rollup.profile_chunk_sql(format(p_is_text, 'c')));
END
$$;

COMMENT ON FUNCTION rollup.profile_raw_sql(text, text, text) IS 'The SELECT that folds all points of a range into profiles of 1h.';
