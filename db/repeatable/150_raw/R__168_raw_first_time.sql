-- Time of the first point of a series, NULL without points: the earliest in the log, and in the chunks the first, hour by
-- hour, that the log has not deleted. No locks beyond those of reading. Caller: catalog.series_spans.
CREATE OR REPLACE FUNCTION raw.first_time(p_series integer)
RETURNS timestamptz
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_result timestamptz;
BEGIN
    EXECUTE format($sql$
        WITH %s
        SELECT least(
            (SELECT min(l.time) FROM logged AS l WHERE l.value IS NOT NULL),
            (SELECT s.time
             FROM raw.chunk AS c
             CROSS JOIN LATERAL (
                 SELECT min(p.time) AS time
                 FROM (%s) AS p
                 WHERE NOT EXISTS (SELECT FROM logged AS l WHERE l.time = p.time AND l.source = p.source)
             ) AS s
             WHERE c.series_id = $1 AND s.time IS NOT NULL
             ORDER BY c.hour
             LIMIT 1))$sql$,
        raw.logged_sql('ARRAY[$1]', '''-infinity''::timestamptz', '''infinity''::timestamptz'), raw.decode_sql(''))
    INTO v_result
    USING p_series;
    RETURN v_result;
END
$$;

COMMENT ON FUNCTION raw.first_time(integer) IS 'Time of the first point of a series, NULL without points.';
