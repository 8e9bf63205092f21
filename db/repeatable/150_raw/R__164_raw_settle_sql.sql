-- The statement that moves rows of the log, given by parameters $1 to $4 (arrays of their keys), into chunks, whose
-- points they override. p_lower and p_upper are the hull of their times. Points in [p_held_from, p_held_to) go back into the log
-- as they were; NULL: none do. A chunk left without points goes.
-- Caller: raw.settle.
CREATE OR REPLACE FUNCTION raw.settle_sql(
    p_lower timestamptz,
    p_upper timestamptz,
    p_held_from timestamptz,
    p_held_to timestamptz)
RETURNS text
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_scope text := format(
        'FROM raw.chunk AS c JOIN touched AS t ON t.series_id = c.series_id AND t.hour = c.hour'
        ' WHERE c.hour >= raw.hour_of(%L) AND c.hour <= %L', p_lower, p_upper);
BEGIN
    RETURN format($sql$
        WITH gone AS MATERIALIZED (
            DELETE FROM raw.batch AS b
            USING unnest($1, $2, $3, $4) AS k (series_group, first_time, generation, batch_id)
            WHERE b.series_group = k.series_group AND b.first_time = k.first_time AND b.generation = k.generation AND b.batch_id = k.batch_id
            RETURNING b.*
        ), held AS (
            INSERT INTO raw.batch (series_group, generation, batch_id, first_time, last_time, series, times, sources, values)
            OVERRIDING SYSTEM VALUE
            SELECT g.series_group, g.generation, g.batch_id, raw.time_of(r.first), raw.time_of(r.last),
                r.series, r.times, r.sources, r.values
            FROM gone AS g
            CROSS JOIN LATERAL (
                SELECT min(u.micros) AS first, max(u.micros) AS last,
                    array_agg(u.series_id ORDER BY u.n) AS series, array_agg(u.micros ORDER BY u.n) AS times,
                    CASE WHEN g.sources IS NOT NULL THEN array_agg(u.source ORDER BY u.n) END AS sources,
                    array_agg(u.value ORDER BY u.n) AS values
                FROM unnest(g.series, g.times, g.sources, g.values) WITH ORDINALITY AS u (series_id, micros, source, value, n)
                WHERE raw.time_of(u.micros) >= %5$L AND raw.time_of(u.micros) < %6$L
            ) AS r
            WHERE g.last_time >= %5$L AND g.first_time < %6$L AND r.first IS NOT NULL
        ), logged AS MATERIALIZED (%1$s
        ), touched AS MATERIALIZED (
            SELECT DISTINCT l.series_id, raw.hour_of(l.time) AS hour FROM logged AS l
        ), packed AS MATERIALIZED (
            %2$s
        ), emptied AS (
            DELETE FROM raw.chunk AS c
            USING touched AS t
            WHERE c.series_id = t.series_id AND c.hour = t.hour AND c.hour >= raw.hour_of(%3$L) AND c.hour <= %4$L
                AND (t.series_id, t.hour) NOT IN (SELECT p.series_id, p.hour FROM packed AS p)
        )
        INSERT INTO raw.chunk AS c
        SELECT * FROM packed
        ORDER BY 1, 2
        ON CONFLICT (series_id, hour) DO UPDATE SET
            (point_count, first_time, last_time, time_step, time_seconds, time_micros,
             value_divisor, value_base, value_step, value_small, value_wide, value_exact, sources)
            = (EXCLUDED.point_count, EXCLUDED.first_time, EXCLUDED.last_time, EXCLUDED.time_step, EXCLUDED.time_seconds,
               EXCLUDED.time_micros, EXCLUDED.value_divisor, EXCLUDED.value_base, EXCLUDED.value_step, EXCLUDED.value_small,
               EXCLUDED.value_wide, EXCLUDED.value_exact, EXCLUDED.sources)$sql$,
        raw.newest_sql('FROM gone AS b', format('(e.time >= %L AND e.time < %L) IS NOT TRUE', p_held_from, p_held_to)),
        raw.encode_sql(format($sql$
            SELECT m.series_id, raw.hour_of(m.time) AS hour, m.time, m.source, m.value
            FROM (%s) AS m
            ORDER BY m.series_id, hour, m.time, m.source$sql$, raw.overridden_sql(raw.decode_sql(v_scope, NULL, NULL)))),
        p_lower, p_upper, p_held_from, p_held_to);
END
$$;

COMMENT ON FUNCTION raw.settle_sql(timestamptz, timestamptz, timestamptz, timestamptz) IS 'The statement that folds rows of the log into chunks.';
