-- The SELECT of the newest entry of each point, (series_id, time, source, value), in rows b of the log: of the same point
-- the higher (generation, batch_id) counts. A NULL value says that the point is deleted.
-- p_from is a FROM clause that yields b, with its WHERE; p_where a condition over the entries e.
-- Callers: raw.logged_sql, raw.settle_sql.
CREATE OR REPLACE FUNCTION raw.newest_sql(p_from text, p_where text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format($sql$
            SELECT DISTINCT ON (e.series_id, e.time, e.source) e.series_id, e.time, e.source, e.value
            FROM (
                SELECT u.generation, u.batch_id, u.series_id, raw.time_of(u.micros) AS time, coalesce(u.source, 0) AS source, u.value
                FROM (
                    SELECT b.generation, b.batch_id, unnest(b.series) AS series_id, unnest(b.times) AS micros,
                        unnest(b.sources) AS source, unnest(b.values) AS value
                    %s
                ) AS u
            ) AS e
            WHERE %s
            ORDER BY e.series_id, e.time, e.source, e.generation DESC, e.batch_id DESC$sql$, p_from, p_where)
$$;

COMMENT ON FUNCTION raw.newest_sql(text, text) IS 'The SELECT of the newest entry of each point in rows of the log.';
