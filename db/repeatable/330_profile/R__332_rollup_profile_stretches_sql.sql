-- The SELECT that folds the points of stretches of whole hours, in parameters $1 to $3 (arrays: series, from, to), within [p_lower, p_upper), literals, into
-- profiles of 1h: as rollup.profile_raw_sql, straight out of the chunks of hours that the log does not touch and that have no sources, and
-- the rest point by point. p_is_text: a condition over %s.series_id. Caller: rollup.profile_select.
CREATE OR REPLACE FUNCTION rollup.profile_stretches_sql(p_lower text, p_upper text, p_is_text text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format($sql$
        WITH stretched AS MATERIALIZED (
            SELECT r.series_id, r.lower, r.upper FROM unnest($1, $2, $3) AS r (series_id, lower, upper)
        ), settled AS MATERIALIZED (
            SELECT k.*
            FROM stretched AS r
            CROSS JOIN LATERAL (SELECT c.* %1$s) AS k
            WHERE k.sources IS NULL AND NOT EXISTS (SELECT %2$s)
        ), unsettled AS MATERIALIZED (
            SELECT u.series_id, unnest(range_agg(tstzrange(u.lower, u.upper)) FILTER (WHERE NOT u.is_settled)
                - coalesce(range_agg(tstzrange(u.lower, u.upper)) FILTER (WHERE u.is_settled), '{}')) AS run
            FROM (
                SELECT s.series_id, s.lower, s.upper, false AS is_settled FROM stretched AS s
                UNION ALL
                SELECT c.series_id, c.hour, c.hour + interval '1 hour', true FROM settled AS c
            ) AS u
            GROUP BY 1
        )
        SELECT q.* FROM (%3$s) AS q
        UNION ALL
        SELECT o.* FROM settled AS c CROSS JOIN LATERAL (%4$s) AS o$sql$,
        raw.chunks_in_sql('ARRAY[r.series_id]', 'r.lower', 'r.upper', p_lower, p_upper),
        raw.batches_in_sql('ARRAY[k.series_id]', 'k.hour', '(k.hour + interval ''1 hour'')'),
        rollup.profile_points_sql(
            '1 hour',
            raw.stretch_point_sql(
                '(SELECT n.series_id, lower(n.run) AS lower, upper(n.run) AS upper FROM unsettled AS n) AS r', p_lower, p_upper),
            format(p_is_text, 'p')),
        rollup.profile_chunk_sql(format(p_is_text, 'c')))
$$;

COMMENT ON FUNCTION rollup.profile_stretches_sql(text, text, text) IS 'The SELECT that folds points of stretches of whole hours into profiles of 1h.';
