-- Gives every wanted series an id, making metric types, fields and series that are missing; all or none: if one is of
-- another kind than its field, or of an unknown metric type that must not be registered, none is made and the answer
-- shows which (kind is not the asked one, or metric_type_id is NULL). epoch is the catalogue's with both locks held: the
-- caller's own statement began before it waited for them and could only see an older one.
--
-- Locks, to the end of the caller's short transaction: the catalogue, shared, so that no metric type is deleted meanwhile;
-- then the creation lock, before any id is drawn, so that ids become visible in ascending order and a reader that has
-- everything up to n need only ask for more than n. READ COMMITTED: each statement sees what others committed before
-- it got the lock. Caller: the service, in a transaction of its own before the write.
CREATE OR REPLACE FUNCTION catalog.resolve_series(
    p_metric text[], p_field text[], p_kind text[], p_tags jsonb[], p_user uuid[], p_fingerprint uuid[],
    p_register boolean, p_now timestamptz
)
RETURNS TABLE (wanted integer, metric_type_id integer, kind text, series_id integer, epoch bigint)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    PERFORM catalog.lock_shared();
    PERFORM pg_advisory_xact_lock(rollup.lock_key(4, 0, 0));

    IF NOT EXISTS (
        SELECT
        FROM catalog.find_series(p_metric, p_field, p_kind, p_fingerprint) AS found
        WHERE found.refused OR (found.metric_type_id IS NULL AND NOT p_register)
    ) THEN
        -- Metric types are also made by PUT, which does not take the creation lock.
        INSERT INTO catalog.metric_type (name, created_at, updated_at)
        SELECT DISTINCT w.metric, p_now, p_now
        FROM unnest(p_metric) AS w (metric)
        WHERE NOT EXISTS (SELECT FROM catalog.metric_type AS m WHERE m.name = w.metric)
        ORDER BY 1
        ON CONFLICT (name) DO NOTHING;

        INSERT INTO catalog.field (metric_type_id, name, kind)
        SELECT DISTINCT m.metric_type_id, w.field, w.kind
        FROM unnest(p_metric, p_field, p_kind) AS w (metric, field, kind)
        JOIN catalog.metric_type AS m ON m.name = w.metric
        WHERE NOT EXISTS (
            SELECT FROM catalog.field AS f WHERE f.metric_type_id = m.metric_type_id AND f.name = w.field
        )
        ORDER BY 1, 2;

        INSERT INTO catalog.series (field_id, tags, user_id, fingerprint, created_at)
        SELECT missing.field_id, missing.tags, missing.user_id, missing.fingerprint, p_now
        FROM (
            SELECT DISTINCT ON (w.fingerprint) f.field_id, w.tags, w.user_id, w.fingerprint, w.wanted
            FROM unnest(p_metric, p_field, p_tags, p_user, p_fingerprint)
                WITH ORDINALITY AS w (metric, field, tags, user_id, fingerprint, wanted)
            JOIN catalog.metric_type AS m ON m.name = w.metric
            JOIN catalog.field AS f ON f.metric_type_id = m.metric_type_id AND f.name = w.field
            WHERE NOT EXISTS (SELECT FROM catalog.series AS s WHERE s.fingerprint = w.fingerprint)
            ORDER BY w.fingerprint, w.wanted
        ) AS missing
        ORDER BY missing.wanted;
    END IF;

    RETURN QUERY
    SELECT found.wanted, found.metric_type_id, found.kind, found.series_id, e.epoch
    FROM catalog.find_series(p_metric, p_field, p_kind, p_fingerprint) AS found
    CROSS JOIN catalog.epoch AS e;
END
$$;

COMMENT ON FUNCTION catalog.resolve_series(text[], text[], text[], jsonb[], uuid[], uuid[], boolean, timestamptz) IS 'Ids of the wanted series; makes what is missing, all or nothing.';
