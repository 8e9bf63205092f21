-- Time of the first and of the last point of each series, NULL without points. No locks beyond those of reading.
-- Caller: GET /api/series, for the series of one page.
CREATE OR REPLACE FUNCTION catalog.series_spans(p_series integer[])
RETURNS TABLE (series_id integer, first_time timestamptz, last_time timestamptz)
LANGUAGE sql STABLE
AS $$
    SELECT wanted.series_id, span.first_time, span.last_time
    FROM unnest(p_series) AS wanted (series_id)
    CROSS JOIN LATERAL raw.series_span(wanted.series_id) AS span
$$;

COMMENT ON FUNCTION catalog.series_spans(integer[]) IS 'Times of the first and last point of each series, NULL without points.';
