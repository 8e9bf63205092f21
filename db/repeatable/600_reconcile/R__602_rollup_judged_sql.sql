-- The SELECT that says of rows of two, the stored and the recomputed one of a bucket, whether and how they disagree, as rollup.compared_sql tells. p_pairs is
-- the SELECT of these rows: series_id, bucket, bucket_end, points, is_pending, columns, stored, recomputed, stored_hash, recomputed_hash; it ends with
-- OFFSET 0, so that what differs is found once. Callers: rollup.compared_sql, rollup.compared_custom_sql.
CREATE OR REPLACE FUNCTION rollup.judged_sql(p_pairs text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format($sql$
        SELECT c.series_id, c.bucket, c.bucket_end, c.points, c.is_pending, c.kind, c.columns,
            CASE WHEN c.kind IS NOT NULL THEN to_jsonb(c.stored) END AS stored,
            CASE WHEN c.kind IS NOT NULL THEN to_jsonb(c.recomputed) END AS recomputed,
            c.stored_hash, c.recomputed_hash
        FROM (
            SELECT d.*, CASE WHEN d.stored_hash IS NULL THEN 'missing' WHEN d.recomputed_hash IS NULL THEN 'surplus'
                WHEN cardinality(d.columns) > 0 THEN 'value' END AS kind
            FROM (%s) AS d
        ) AS c$sql$, p_pairs)
$$;

COMMENT ON FUNCTION rollup.judged_sql(text) IS 'The SELECT that says whether and how stored and recomputed rows of buckets disagree.';
