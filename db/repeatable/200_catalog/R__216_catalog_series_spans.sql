-- Time of the first and of the last point of each series, NULL without points. Two index probes per series, partition
-- by partition from the near end, so it ends at the first partition that has a point. No locks beyond those of reading.
-- Caller: GET /api/series, for the series of one page.
CREATE OR REPLACE FUNCTION catalog.series_spans(p_series integer[])
RETURNS TABLE (series_id integer, first_time timestamptz, last_time timestamptz)
LANGUAGE sql STABLE
AS $$
    SELECT wanted.series_id, first_point.time, last_point.time
    FROM unnest(p_series) AS wanted (series_id)
    LEFT JOIN LATERAL (
        SELECT p.time FROM raw.point AS p WHERE p.series_id = wanted.series_id ORDER BY p.time LIMIT 1
    ) AS first_point ON true
    LEFT JOIN LATERAL (
        SELECT p.time FROM raw.point AS p WHERE p.series_id = wanted.series_id ORDER BY p.time DESC LIMIT 1
    ) AS last_point ON true
$$;

COMMENT ON FUNCTION catalog.series_spans(integer[]) IS 'Times of the first and last point of each series, NULL without points.';
