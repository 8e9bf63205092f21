-- Holds the buckets of one tier that overlap [p_from, p_to) and end at or before its watermark against the finest layer that is
-- still complete over them for all of some series, in the snapshot of the calling statement: points as long as there are
-- points. Buckets that nothing finer is left of cannot be checked, nor those the tier does not keep; neither is counted. One row, as rollup.reconcile_part.
-- No locks beyond those of reading. Callers: rollup.reconcile.
CREATE OR REPLACE FUNCTION rollup.reconcile_tier(
    p_tier integer,
    p_series integer[],
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
LANGUAGE sql STABLE
AS $$
    WITH part AS MATERIALIZED (
        SELECT r.*
        FROM rollup.finest_parts(p_tier, p_series, p_from, p_to) AS f
        CROSS JOIN LATERAL rollup.reconcile_part(p_tier, f.layer_id, p_series, f.from_bucket, f.to_bucket, p_details) AS r
    )
    SELECT coalesce(sum(p.checked), 0)::bigint, coalesce(sum(p.pending), 0)::bigint, coalesce(sum(p.mismatches), 0)::bigint,
        coalesce(sum(p.points), 0)::bigint, coalesce(bit_xor(p.stored_checksum), 0), coalesce(bit_xor(p.recomputed_checksum), 0),
        (SELECT coalesce(jsonb_agg(d.detail), '[]')
            FROM (SELECT e.detail FROM part AS q CROSS JOIN LATERAL jsonb_array_elements(q.details) AS e (detail) LIMIT p_details) AS d),
        ARRAY(SELECT s FROM part AS q CROSS JOIN LATERAL unnest(q.series, q.from_buckets) AS u (s, f) ORDER BY s, f),
        ARRAY(SELECT f FROM part AS q CROSS JOIN LATERAL unnest(q.series, q.from_buckets) AS u (s, f) ORDER BY s, f),
        ARRAY(SELECT t FROM part AS q CROSS JOIN LATERAL unnest(q.series, q.from_buckets, q.to_buckets) AS u (s, f, t) ORDER BY s, f)
    FROM part AS p
$$;

COMMENT ON FUNCTION rollup.reconcile_tier(integer, integer[], timestamptz, timestamptz, integer) IS 'Holds buckets of one tier against the finest layer that is left of some series; one row.';
