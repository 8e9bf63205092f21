-- The SELECT that counts what comparing buckets found, rows of the SELECT p_compared as rollup.compared_sql gives them: the one row of
-- rollup.reconcile_part. Parameter $2: how many differences are shown.
-- Callers: rollup.reconcile_part, rollup.reconcile_custom.
CREATE OR REPLACE FUNCTION rollup.tallied_sql(p_compared text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format($sql$
        WITH compared AS MATERIALIZED (
            %s
        ), wrong AS MATERIALIZED (
            SELECT c.* FROM compared AS c WHERE c.kind IS NOT NULL AND NOT c.is_pending
        ), run AS (
            SELECT w.series_id, unnest(range_agg(tstzrange(w.bucket, w.bucket_end))) AS stretch FROM wrong AS w GROUP BY w.series_id
        )
        SELECT
            count(*) FILTER (WHERE NOT c.is_pending),
            count(*) FILTER (WHERE c.is_pending),
            count(*) FILTER (WHERE NOT c.is_pending AND c.kind IS NOT NULL),
            coalesce(sum(c.points), 0)::bigint,
            coalesce(bit_xor(c.stored_hash) FILTER (WHERE NOT c.is_pending), 0),
            coalesce(bit_xor(c.recomputed_hash) FILTER (WHERE NOT c.is_pending), 0),
            (SELECT coalesce(jsonb_agg(d.detail), '[]') FROM (
                SELECT jsonb_build_object('series_id', w.series_id, 'bucket', w.bucket, 'kind', w.kind, 'column', n.name,
                    'stored', w.stored -> n.name, 'recomputed', w.recomputed -> n.name) AS detail
                FROM wrong AS w
                CROSS JOIN LATERAL unnest(CASE WHEN w.kind = 'value' THEN w.columns
                    WHEN coalesce(w.stored, w.recomputed) ? 'profile.point_count' THEN ARRAY['profile.point_count'] ELSE ARRAY['point_count'] END)
                    WITH ORDINALITY AS n (name, ordinal)
                ORDER BY w.series_id, w.bucket, n.ordinal
                LIMIT $2) AS d),
            ARRAY(SELECT r.series_id FROM run AS r ORDER BY r.series_id, r.stretch),
            ARRAY(SELECT lower(r.stretch) FROM run AS r ORDER BY r.series_id, r.stretch),
            ARRAY(SELECT upper(r.stretch) FROM run AS r ORDER BY r.series_id, r.stretch)
        FROM compared AS c$sql$, p_compared)
$$;

COMMENT ON FUNCTION rollup.tallied_sql(text) IS 'The SELECT that counts what comparing buckets found; one row.';
