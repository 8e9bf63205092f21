-- Keeps points that are about to be merged in raw.late and returns those that were not there yet, as arrays in one order; NULLs if
-- there are none. SQLSTATE VA027: one was merged with another value, which cannot be taken out again; VA028: no tier keeps its bucket.
-- Callers: raw.merge_late, which holds the shards.
CREATE OR REPLACE FUNCTION raw.keep_late(
    p_now timestamptz,
    p_series integer[],
    p_time bigint[],
    p_source bigint[],
    p_value double precision[],
    OUT series integer[],
    OUT times timestamptz[],
    OUT sources bigint[],
    OUT point_values double precision[])
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_refused record;
BEGIN
    SELECT u.series_id, l.time, l.value, u.value AS sent INTO v_refused
    FROM unnest(p_series, p_time, p_source, p_value) AS u (series_id, micros, source, value)
    JOIN raw.late AS l ON l.series_id = u.series_id AND l.time = raw.time_of(u.micros) AND l.source = coalesce(u.source, 0)
    WHERE l.value <> u.value
    ORDER BY 1, 2
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'the point at % is only left in aggregates, with value %: it cannot become %',
            to_char(v_refused.time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), v_refused.value, v_refused.sent
            USING ERRCODE = 'VA027';
    END IF;

    SELECT u.series_id, raw.time_of(u.micros) AS time INTO v_refused
    FROM (
        SELECT s.series_id, min(s.micros) AS micros FROM unnest(p_series, p_time) AS s (series_id, micros) GROUP BY s.series_id
    ) AS u
    JOIN rollup.floors_of(p_series) AS f ON f.series_id = u.series_id
    WHERE NOT EXISTS (
        SELECT FROM rollup.tier AS t WHERE rollup.bucket_start(t.width, raw.time_of(u.micros)) >= f.floors[t.tier_id + 1])
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'nothing is kept of %', to_char(v_refused.time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
            USING ERRCODE = 'VA028';
    END IF;

    WITH added AS (
        INSERT INTO raw.late AS l (series_id, time, source, value, merged_at)
        SELECT u.series_id, raw.time_of(u.micros), coalesce(u.source, 0), u.value, p_now
        FROM unnest(p_series, p_time, p_source, p_value) AS u (series_id, micros, source, value)
        ON CONFLICT (series_id, time, source) DO NOTHING
        RETURNING l.series_id, l.time, l.source, l.value
    )
    SELECT array_agg(a.series_id), array_agg(a.time), array_agg(a.source), array_agg(a.value)
    INTO series, times, sources, point_values
    FROM added AS a;
END
$$;

COMMENT ON FUNCTION raw.keep_late(timestamptz, integer[], bigint[], bigint[], double precision[]) IS 'Keeps points about to be merged below raw''s floor; returns those not seen before.';
