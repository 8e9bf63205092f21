-- What the catalogue knows about the wanted series, one row each, matched by fingerprint. kind is the field's kind, or
-- for a new field the kind the first wanted series gives it; refused says that this one is of another kind. No locks.
-- Callers: catalog.resolve_series, the service's look-up of series it has not cached. Left without search_path so that
-- it is inlined.
CREATE OR REPLACE FUNCTION catalog.find_series(
    p_metric text[], p_field text[], p_kind text[], p_fingerprint uuid[]
)
RETURNS TABLE (wanted integer, metric_type_id integer, field_id integer, kind text, refused boolean, series_id integer)
LANGUAGE sql STABLE
AS $$
    SELECT w.wanted::integer,
           m.metric_type_id,
           f.field_id,
           coalesce(f.kind, first_value(w.kind) OVER first_wanted),
           coalesce(f.kind, first_value(w.kind) OVER first_wanted) <> w.kind,
           s.series_id
    FROM unnest(p_metric, p_field, p_kind, p_fingerprint)
        WITH ORDINALITY AS w (metric, field, kind, fingerprint, wanted)
    LEFT JOIN catalog.metric_type AS m ON m.name = w.metric
    LEFT JOIN catalog.field AS f ON f.metric_type_id = m.metric_type_id AND f.name = w.field
    LEFT JOIN catalog.series AS s ON s.fingerprint = w.fingerprint
    WINDOW first_wanted AS (PARTITION BY w.metric, w.field ORDER BY w.wanted)
$$;

COMMENT ON FUNCTION catalog.find_series(text[], text[], text[], uuid[]) IS 'Metric type, field, kind and id of each wanted series, NULL for what is not there yet.';
