-- Holds the buckets of a custom rollup that overlap [p_from, p_to) against its source, for some groups, in the snapshot of the calling statement. One row,
-- as rollup.reconcile_part: points are buckets of the source that were read, series the groups; details name series, field and dimensions.
-- No locks beyond those of reading. Callers: rollup.reconcile.
CREATE OR REPLACE FUNCTION rollup.reconcile_custom(
    p_rollup integer,
    p_groups integer[],
    p_from timestamptz,
    p_to timestamptz,
    p_details integer)
RETURNS TABLE (
    checked bigint,
    pending bigint,
    mismatches bigint,
    points bigint,
    stored_checksum bigint,
    recomputed_checksum bigint,
    details jsonb,
    series integer[],
    from_buckets timestamptz[],
    to_buckets timestamptz[])
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET enable_nestloop = off
SET jit = off
SET work_mem = '32MB'
AS $$
DECLARE
    v_rollup rollup.custom;
BEGIN
    SELECT * INTO STRICT v_rollup FROM rollup.custom WHERE rollup_id = p_rollup;
    EXECUTE rollup.tallied_sql(rollup.compared_custom_sql(
        v_rollup, rollup.bucket_start(v_rollup.width, p_from), rollup.bucket_ceil(v_rollup.width, p_to)))
    INTO checked, pending, mismatches, points, stored_checksum, recomputed_checksum, details, series, from_buckets, to_buckets
    USING p_groups, p_details;
    details := (
        SELECT coalesce(jsonb_agg(d.detail - 'series_id' || jsonb_build_object(
            'group_id', g.group_id, 'series', m.name, 'field', f.name, 'dimensions', jsonb_strip_nulls(g.dimensions)) ORDER BY d.n), '[]')
        FROM jsonb_array_elements(details) WITH ORDINALITY AS d (detail, n)
        JOIN rollup.custom_group AS g ON g.group_id = (d.detail ->> 'series_id')::integer
        JOIN catalog.field AS f ON f.field_id = g.field_id
        JOIN catalog.metric_type AS m ON m.metric_type_id = f.metric_type_id);
    RETURN NEXT;
END
$$;

COMMENT ON FUNCTION rollup.reconcile_custom(integer, integer[], timestamptz, timestamptz, integer) IS 'Holds buckets of a custom rollup against its source; one row.';
