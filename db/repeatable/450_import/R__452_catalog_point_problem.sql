-- Why a number with these tags cannot be stored as a point; NULL if it can. The same rules, in the same words, are those of points over HTTP.
-- Callers: catalog.import_write.
CREATE OR REPLACE FUNCTION catalog.point_problem(p_tags jsonb, p_value double precision)
RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT CASE
        WHEN abs(p_value) > 1e140 THEN 'a number must lie within -1e140 to 1e140'
        ELSE (
            SELECT format('the value of the tag ''%s'' must have 0 to 255 characters, this has %s', t.key, char_length(t.value))
            FROM jsonb_each_text(p_tags) AS t
            WHERE char_length(t.value) > 255
            ORDER BY t.key
            LIMIT 1)
    END
$$;

COMMENT ON FUNCTION catalog.point_problem(jsonb, double precision) IS 'Why a number with these tags cannot be stored as a point; NULL if it can.';
