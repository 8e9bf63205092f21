-- The items of a parameter series as requests have it, a comma list of names, globs and ^regular expressions$, as regular expressions of PostgreSQL for a whole
-- name; NULL if one of them is not certain to mean the same here. Callers: rollup.request_backfill, rollup.backfill_series.
CREATE OR REPLACE FUNCTION rollup.pattern_items(p_series text)
RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN count(*) = count(i.posix) THEN array_agg(i.posix) END
    FROM (
        SELECT CASE
            WHEN p.item = '' THEN NULL
            WHEN left(p.item, 1) = '^' THEN CASE WHEN right(p.item, 1) = '$' THEN rollup.posix_of(p.item) END
            ELSE '^' || regexp_replace(regexp_replace(p.item, '([][\\^$.|?+(){}#-])', '\\\1', 'g'), '\*+', '.*', 'g') || '$'
        END AS posix
        FROM (SELECT btrim(u) AS item FROM unnest(string_to_array(p_series, ',')) AS u) AS p
    ) AS i
$$;

COMMENT ON FUNCTION rollup.pattern_items(text) IS 'The items of a list of names, globs and regular expressions, as regular expressions of PostgreSQL; NULL if one is not certain to mean the same.';
