-- The parts of a WITH clause that read the log of batches: logged, the newest entry of each point in [p_from, p_to)
-- (a NULL value: deleted), and touched, the series and hours it has entries for. Chunks of other hours hold nothing
-- that the log overrides. Parameters: as raw.point_sql. The series of each point are looked up by hash: a comparison with
-- each of an array's never ends for a hundred thousand.
CREATE OR REPLACE FUNCTION raw.logged_sql(p_series text, p_from text, p_to text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format($sql$
        logged AS MATERIALIZED (
            SELECT DISTINCT ON (e.series_id, e.time, e.source) e.series_id, e.time, e.source, e.value
            FROM (
                SELECT u.generation, u.batch_id, u.series_id, raw.time_of(u.micros) AS time, coalesce(u.source, 0) AS source, u.value
                FROM (
                    SELECT b.generation, b.batch_id, unnest(b.series) AS series_id, unnest(b.times) AS micros,
                        unnest(b.sources) AS source, unnest(b.values) AS value
                    FROM raw.batch AS b
                    WHERE b.first_time < %3$s AND b.last_time >= %2$s AND b.first_time >= %2$s - interval '24 hours'%1$s
                ) AS u
            ) AS e
            WHERE e.time >= %2$s AND e.time < %3$s%4$s
            ORDER BY e.series_id, e.time, e.source, e.generation DESC, e.batch_id DESC
        ), touched AS MATERIALIZED (
            SELECT DISTINCT l.series_id, raw.hour_of(l.time) AS hour FROM logged AS l
        )$sql$,
        coalesce(' AND b.series_group = ANY (ARRAY(SELECT DISTINCT raw.series_group(g) FROM unnest(' || p_series || ') AS g))', ''),
        p_from, p_to,
        coalesce(' AND e.series_id IN (SELECT unnest(' || p_series || '))', ''))
$$;

COMMENT ON FUNCTION raw.logged_sql(text, text, text) IS 'WITH parts that read the log of batches: the newest entry of each point, and the hours touched.';
