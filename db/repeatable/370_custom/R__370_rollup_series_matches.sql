-- Whether a metric type's name is one of some names, or matches one of some globs (with *, any run of characters) or regular
-- expressions (^..$), as the parameter series of queries. Regular expressions are PostgreSQL's here: whatever they match, a query
-- is answered from a rollup only if the series are the same ones.
CREATE OR REPLACE FUNCTION rollup.series_matches(p_patterns text[], p_name text)
RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT EXISTS (
        SELECT
        FROM unnest(p_patterns) AS p (pattern)
        WHERE CASE
            WHEN left(p.pattern, 1) = '^' THEN p_name ~ p.pattern
            WHEN strpos(p.pattern, '*') > 0
                THEN p_name LIKE replace(replace(replace(replace(p.pattern, '\', '\\'), '%', '\%'), '_', '\_'), '*', '%')
            ELSE p_name = p.pattern
        END)
$$;

COMMENT ON FUNCTION rollup.series_matches(text[], text) IS 'Whether a name is among names, globs and regular expressions.';
