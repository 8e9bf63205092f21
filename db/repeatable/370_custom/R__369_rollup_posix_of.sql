-- A regular expression of the service (RE2, for a whole name) as one of PostgreSQL that certainly matches the same names; NULL if that is not certain.
-- Certain are letters, digits, _ - : / space, \. \d \w, dots, classes of ASCII letters, digits, _ and dots, groups, alternatives and repetitions.
-- Callers: rollup.pattern_items, rollup.kept_series.
CREATE OR REPLACE FUNCTION rollup.posix_of(p_pattern text)
RETURNS text
LANGUAGE sql IMMUTABLE STRICT
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT '(?p)^(?:' || replace(replace(p.inner, '\d', '[0-9]'), '\w', '[0-9A-Za-z_]') || ')$'
    FROM (SELECT regexp_replace(regexp_replace(p_pattern, '^\^', ''), '[$]$', '') AS inner) AS p
    WHERE p.inner ~ ('^(?:[A-Za-z0-9_:/ .|)*+-]|\\[.dw]|\(\?:|\((?!\?)|\?|\{[0-9]{1,2}(?:,[0-9]{0,2})?\}'
        || '|\[(?:[A-Za-z0-9_.]|[0-9]-[0-9]|[a-z]-[a-z]|[A-Z]-[A-Z])+\])*$')
$$;

COMMENT ON FUNCTION rollup.posix_of(text) IS 'A regular expression of the service as one of PostgreSQL that certainly matches the same names; NULL if that is not certain.';
