-- Makes series of numbers, given by name and tags, that are not there yet; in a transaction of its own before the one that writes their points, as
-- locks are those of catalog.resolve_series. Returns how many were asked for. Callers: imports.
CREATE OR REPLACE FUNCTION catalog.register_series(p_series text[], p_tags jsonb[], p_now timestamptz)
RETURNS bigint
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT count(*)
    FROM (
        SELECT array_agg(u.series) AS metrics, array_agg('value'::text) AS fields, array_agg('number'::text) AS kinds,
            array_agg(u.tags) AS tags, array_agg(NULL::uuid) AS users,
            array_agg(catalog.series_fingerprint(u.series, 'value', u.tags, NULL)) AS fingerprints
        FROM unnest(p_series, p_tags) AS u (series, tags)
    ) AS w
    CROSS JOIN LATERAL catalog.resolve_series(w.metrics, w.fields, w.kinds, w.tags, w.users, w.fingerprints, true, p_now) AS r
$$;

COMMENT ON FUNCTION catalog.register_series(text[], jsonb[], timestamptz) IS 'Makes series of numbers that are not there yet.';
