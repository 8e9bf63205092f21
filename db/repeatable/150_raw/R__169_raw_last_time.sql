-- Time of the last point of a series, NULL without points: the latest in the log, and in the chunks the last, hour by
-- hour from the end, that the log has not deleted. No locks beyond those of reading. Caller: catalog.series_spans.
CREATE OR REPLACE FUNCTION raw.last_time(p_series integer)
RETURNS timestamptz
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_result timestamptz;
BEGIN
    EXECUTE format($sql$
        WITH %s
        SELECT greatest(
            (SELECT max(l.time) FROM logged AS l WHERE l.value IS NOT NULL),
            (SELECT s.time
             FROM raw.chunk AS c
             CROSS JOIN LATERAL (
                 SELECT max(p.time) AS time
                 FROM (%s) AS p
                 WHERE NOT EXISTS (SELECT FROM logged AS l WHERE l.time = p.time AND l.source = p.source)
             ) AS s
             WHERE c.series_id = $1 AND s.time IS NOT NULL
             ORDER BY c.hour DESC
             LIMIT 1))$sql$,
        raw.logged_sql('ARRAY[$1]', '''-infinity''::timestamptz', '''infinity''::timestamptz'), raw.decode_sql(''))
    INTO v_result
    USING p_series;
    RETURN v_result;
END
$$;

COMMENT ON FUNCTION raw.last_time(integer) IS 'Time of the last point of a series, NULL without points.';
