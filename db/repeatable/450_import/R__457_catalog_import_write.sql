-- Makes the points stored of [p_from, p_to) those of an imported table's rows, and notes that it has been read so far. Returns how many points were
-- written and deleted, and how many rows are no points, with the reason of one of them. Where series or partitions are missing, nothing is written, and what
-- is missing is returned: it is made in transactions of its own (catalog.register_series, ops.ensure_partitions), and this called again.
-- All NULL: another session is at this import, or there is none any more.
--   p_register  whether metric types that are not there may be made
--   p_epoch     the catalogue's, if the caller has held values against schemas; the p_refused arrays name those that break them, and say why.
--               NULL: SQLSTATE VA038 if a series has a schema
-- SQLSTATE VA001: the catalogue moved on meanwhile; VA029: raw's floor did. Both are over when this is called again.
-- Locks: the import's (kind 14), without waiting; then as raw.begin_write and raw.refuse_below_floor. Rows are read and compared before.
-- Callers: catalog.read_import, the service's imports; each call a transaction of its own.
CREATE OR REPLACE FUNCTION catalog.import_write(
    p_name text,
    p_from timestamptz,
    p_to timestamptz,
    p_now timestamptz,
    p_register boolean DEFAULT true,
    p_epoch bigint DEFAULT NULL,
    p_refused_series text[] DEFAULT '{}',
    p_refused_source bigint[] DEFAULT '{}',
    p_refused_reason text[] DEFAULT '{}',
    OUT written bigint,
    OUT deleted bigint,
    OUT refused bigint,
    OUT reason text,
    OUT missing_series text[],
    OUT missing_tags jsonb[],
    OUT missing_times timestamptz[])
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_import catalog.imported_table;
    v_epoch bigint := coalesce(p_epoch, (SELECT e.epoch FROM catalog.epoch AS e));
    v_schema text;
    v_found record;
    v_fence record;
BEGIN
    IF NOT pg_try_advisory_xact_lock(rollup.lock_key(14, 0, hashtextextended(p_name, 0))) THEN
        RETURN;
    END IF;
    SELECT * INTO v_import FROM catalog.imported_table AS i WHERE i.name = p_name;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT m.name INTO v_schema
    FROM catalog.metric_type AS m
    WHERE p_epoch IS NULL AND m.schema IS NOT NULL AND m.name IN (SELECT catalog.import_all_series(v_import))
    LIMIT 1;
    IF v_schema IS NOT NULL THEN
        RAISE EXCEPTION 'series % has a schema, which only the service can hold values against', v_schema
            USING ERRCODE = 'VA038', HINT = 'Let the service import it, or take the schema away.';
    END IF;

    WITH found AS MATERIALIZED (
        SELECT d.series, d.tags, d.time, d.key, d.value + 0.0 AS value, d.series_id, d.source, CASE
            WHEN d.key IS NULL THEN NULL
            WHEN f.kind <> 'number' THEN format('field ''value'' of series ''%s'' holds %ss, this is a number', d.series, f.kind)
            WHEN r.reason IS NOT NULL THEN r.reason
            WHEN m.metric_type_id IS NULL AND NOT p_register THEN format('there is no metric type ''%s'', and none is made', d.series)
            ELSE catalog.point_problem(d.tags, d.value) END AS problem
        FROM catalog.import_differences(v_import, p_from, p_to) AS d
        LEFT JOIN catalog.metric_type AS m ON m.name = d.series
        LEFT JOIN catalog.field AS f ON f.metric_type_id = m.metric_type_id AND f.name = 'value'
        LEFT JOIN unnest(p_refused_series, p_refused_source, p_refused_reason) AS r (series, source, reason)
            ON r.series = d.series AND r.source = d.source
    ), good AS MATERIALIZED (
        SELECT f.* FROM found AS f WHERE f.problem IS NULL
    ), new AS MATERIALIZED (
        SELECT DISTINCT g.series, g.tags FROM good AS g WHERE g.series_id IS NULL
    )
    SELECT count(g.key) AS written, count(*) - count(g.key) AS deleted,
        (SELECT count(f.problem) FROM found AS f) AS refused,
        (SELECT min(f.problem) FROM found AS f) AS reason,
        ARRAY(SELECT n.series FROM new AS n ORDER BY n.series, n.tags) AS new_series,
        ARRAY(SELECT n.tags FROM new AS n ORDER BY n.series, n.tags) AS new_tags,
        array_agg(g.series_id ORDER BY g.series_id, g.time, g.source) AS series,
        array_agg(g.time ORDER BY g.series_id, g.time, g.source) AS times,
        array_agg(g.source ORDER BY g.series_id, g.time, g.source) AS sources,
        array_agg(g.value ORDER BY g.series_id, g.time, g.source) AS point_values
    INTO v_found
    FROM good AS g;

    missing_series := v_found.new_series;
    missing_tags := v_found.new_tags;
    missing_times := ops.uncovered_times(v_found.times);
    IF cardinality(missing_series) > 0 OR cardinality(missing_times) > 0 THEN
        RETURN;
    END IF;
    IF v_found.written + v_found.deleted > 0 THEN
        SELECT * INTO v_fence FROM raw.begin_write(v_epoch);
        PERFORM raw.refuse_below_floor(array_agg(u.series_id), array_agg(u.first_time))
        FROM (
            SELECT s.series_id, min(s.time) AS first_time
            FROM unnest(v_found.series, v_found.times) AS s (series_id, time) GROUP BY s.series_id
        ) AS u;
        PERFORM raw.append_points(
            v_fence.fence, v_fence.generation, p_now, v_found.series, v_found.times, v_found.sources, v_found.point_values);
    END IF;
    written := v_found.written;
    deleted := v_found.deleted;
    refused := v_found.refused;
    reason := v_found.reason;
    UPDATE catalog.imported_table AS i
    SET imported_until = greatest(i.imported_until, p_to)
    WHERE i.name = p_name AND (i.imported_until >= p_to) IS NOT TRUE;
END
$$;

COMMENT ON FUNCTION catalog.import_write(text, timestamptz, timestamptz, timestamptz, boolean, bigint, text[], bigint[], text[]) IS 'Makes the points stored of a stretch those of an imported table''s rows (SQLSTATE VA038 where a schema is to be held against them).';
