-- Which of some series, or (NULL) of all, are series of texts: their values are codes (catalog.text_value).
-- Callers: whoever makes or checks profiles. Without a SET clause, so that it becomes part of the statement that asks.
CREATE OR REPLACE FUNCTION catalog.text_series(p_series integer[])
RETURNS SETOF integer
LANGUAGE sql STABLE
AS $$
    SELECT s.series_id
    FROM catalog.series AS s
    JOIN catalog.field AS f ON f.field_id = s.field_id
    WHERE (p_series IS NULL OR s.series_id = ANY (p_series)) AND f.kind = 'text'
$$;

COMMENT ON FUNCTION catalog.text_series(integer[]) IS 'Which of some series, or of all, are series of texts.';
