-- Points with their names, for SQL and for joins with other tables. For much data join raw.points() instead of raw.point.
-- Locks: those of any SELECT. Callers: people and their tools.
DROP VIEW IF EXISTS raw.series_point;
CREATE VIEW raw.series_point AS
SELECT
    m.name AS series,
    f.name AS field,
    s.tags,
    s.user_id,
    p.time,
    e.session_id,
    p.value,
    t.value AS text
FROM raw.point AS p
JOIN catalog.series AS s USING (series_id)
JOIN catalog.field AS f USING (field_id)
JOIN catalog.metric_type AS m USING (metric_type_id)
LEFT JOIN catalog.session AS e ON e.source = p.source
LEFT JOIN catalog.text_value AS t ON f.kind = 'text' AND t.text_id = p.value::integer;

COMMENT ON VIEW raw.series_point IS 'Points, with names. Same (series, field, tags, user, time) more than once: points of several sessions or keys.';
COMMENT ON COLUMN raw.series_point.series IS 'Name of the metric type.';
COMMENT ON COLUMN raw.series_point.field IS 'Path of the leaf of the values; value for a scalar.';
COMMENT ON COLUMN raw.series_point.tags IS 'Tag names and values, an object of strings.';
COMMENT ON COLUMN raw.series_point.user_id IS 'The user the series belongs to; NULL for none.';
COMMENT ON COLUMN raw.series_point.time IS 'End of the observation.';
COMMENT ON COLUMN raw.series_point.session_id IS 'The session the point came with; NULL for none.';
COMMENT ON COLUMN raw.series_point.value IS 'The number; 0 or 1 for a boolean; for a text its code in catalog.text_value.';
COMMENT ON COLUMN raw.series_point.text IS 'The text; NULL for numbers and booleans.';
