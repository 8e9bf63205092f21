-- The SELECT that folds all points of [p_from, p_to), literals, into partials of buckets whose width divides an hour; or,
-- with p_frame, which is an hour, into frames. Points are folded straight from rows of the log where none of their group
-- can come twice, and straight out of chunks, each by itself, where the log does not touch the hour; the rest point by
-- point. An hour of a series is one of these, so no bucket comes twice.
CREATE OR REPLACE FUNCTION rollup.fold_raw_sql(p_width interval, p_frame interval, p_from text, p_to text, p_now timestamptz)
RETURNS text
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_chunks text := raw.chunks_in_sql(NULL, p_from, p_to, p_from, p_to);
    v_touched text := 'EXISTS (SELECT FROM touched AS t WHERE t.series_id = c.series_id AND t.hour = c.hour)';
    v_mixed text := 'c.sources IS NOT NULL';
    v_chunk text := rollup.fold_chunk_sql(p_width, p_from, p_to);
    v_plain text := rollup.fold_plain_sql(p_width, p_from, p_to);
    v_points text := rollup.fold_points_sql(
        p_width, '(' || raw.overridden_sql(
            raw.decode_sql(v_chunks || ' AND (' || v_mixed || ' OR ' || v_touched || ')', p_from, p_to)) || ') AS s');
BEGIN
    IF p_frame IS NULL THEN
        v_chunk := rollup.timed_sql(p_width, v_chunk);
        v_points := rollup.timed_sql(p_width, v_plain) || ' UNION ALL ' || v_points;
    ELSE
        v_chunk := rollup.encode_frames_sql(v_chunk, p_now);
        v_points := rollup.encode_frames_sql(
            v_plain || ' UNION ALL ' || rollup.numbered_sql(p_width, p_frame, v_points), p_now);
    END IF;
    RETURN format(
        'WITH plain AS MATERIALIZED (%1$s), %2$s SELECT p.* FROM (%3$s) AS p'
        ' UNION ALL SELECT o.* FROM (SELECT c.* %4$s AND NOT (%5$s) AND NOT %6$s) AS c CROSS JOIN LATERAL (%7$s) AS o',
        raw.plain_groups_sql(p_from, p_to),
        raw.logged_sql(NULL, p_from, p_to, 'b.series_group NOT IN (SELECT g.series_group FROM plain AS g)'),
        v_points, v_chunks, v_mixed, v_touched, v_chunk);
END
$$;

COMMENT ON FUNCTION rollup.fold_raw_sql(interval, interval, text, text, timestamptz) IS 'The SELECT that folds all points of a range into partials, or into frames.';
