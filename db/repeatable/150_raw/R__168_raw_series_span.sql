-- Time of the first and of the last point of a series, NULL without points: the earliest and the latest in the log, and
-- in the chunks the first hour from either end of which the log has not deleted every point.
-- No locks beyond those of reading. Caller: catalog.series_spans.
CREATE OR REPLACE FUNCTION raw.series_span(p_series integer, OUT first_time timestamptz, OUT last_time timestamptz)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_chunk text := format($sql$
        (SELECT s.%%1$s
         FROM raw.chunk AS c
         CROSS JOIN LATERAL (
             SELECT min(p.time) AS first_time, max(p.time) AS last_time
             FROM (%s) AS p
             WHERE NOT EXISTS (SELECT FROM logged AS l WHERE l.time = p.time AND l.source = p.source)
         ) AS s
         WHERE c.series_id = $1 AND s.%%1$s IS NOT NULL
         ORDER BY c.hour %%2$s
         LIMIT 1)$sql$, raw.decode_sql('', NULL, NULL));
BEGIN
    EXECUTE format(
        'WITH %s SELECT'
        ' least((SELECT min(l.time) FROM logged AS l WHERE l.value IS NOT NULL), %s),'
        ' greatest((SELECT max(l.time) FROM logged AS l WHERE l.value IS NOT NULL), %s)',
        raw.logged_sql('ARRAY[$1]', '''-infinity''::timestamptz', '''infinity''::timestamptz'),
        format(v_chunk, 'first_time', 'ASC'), format(v_chunk, 'last_time', 'DESC'))
    INTO first_time, last_time
    USING p_series;
END
$$;

COMMENT ON FUNCTION raw.series_span(integer) IS 'Times of the first and last point of a series, NULL without points.';
