-- The SELECT that holds the stored buckets of a tier within [p_lower, p_upper), which begins and ends at buckets, against
-- what is recomputed from a finer layer, for the series of parameter $1. One row per bucket that is stored or has points:
--
--   points       how many it has
--   is_pending   the log has an entry of it or of a finer bucket inside it: nobody uses it, so it may differ
--   kind         NULL where both agree; missing (points, but not stored), surplus (stored, but no points), value
--   columns      what differs: sum and second moment by more than their slack, all else by a bit
--   stored, recomputed
--                both rows, as JSON, where they disagree
--   stored_hash, recomputed_hash
--                of what has to agree to the bit, NULL where there is no row
--
-- NULL, NaN and infinities that got into a stored column are values that differ. Nothing is subtracted from a stored
-- value, because that may overflow. Caller: rollup.reconcile_part.
CREATE OR REPLACE FUNCTION rollup.compared_sql(p_tier rollup.tier, p_source integer, p_lower timestamptz, p_upper timestamptz)
RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT rollup.judged_sql(format($sql$
        WITH pending AS MATERIALIZED (
            SELECT i.series_id, range_agg(tstzrange(i.from_bucket, i.to_bucket)) AS stretches
            FROM rollup.invalidation AS i
            WHERE i.tier_id = ANY (%1$L) AND i.series_id = ANY ($1) AND i.from_bucket < %3$s AND i.to_bucket > %2$s
            GROUP BY i.series_id
        )
        SELECT series_id, bucket, rollup.bucket_end(%4$L, bucket) AS bucket_end, coalesce(r.point_count, 0) AS points,
            coalesce(p.stretches && tstzrange(bucket, rollup.bucket_end(%4$L, bucket)), false) AS is_pending,
            array_remove(ARRAY[%5$s], NULL) AS columns,
            s AS stored, r AS recomputed,
            CASE WHEN s.series_id IS NOT NULL THEN %6$s END AS stored_hash,
            CASE WHEN r.series_id IS NOT NULL THEN %7$s END AS recomputed_hash
        FROM (SELECT t.* FROM %8$s AS t) AS s
        FULL JOIN (%9$s) AS r USING (series_id, bucket)
        LEFT JOIN pending AS p USING (series_id)
        OFFSET 0$sql$,
        rollup.tier_path(p_tier.tier_id), b.lower, b.upper, p_tier.width, x.differing, x.stored_hash, x.recomputed_hash,
        rollup.layer_sql(p_tier.tier_id, '$1', b.lower, b.upper, b.lower, b.upper),
        rollup.recomputed_sql(p_tier.width, p_source, '$1', p_lower, p_upper)))
    FROM (SELECT format('%L::timestamptz', p_lower) AS lower, format('%L::timestamptz', p_upper) AS upper) AS b
    CROSS JOIN rollup.differing_sql('series_id') AS x
$$;

COMMENT ON FUNCTION rollup.compared_sql(rollup.tier, integer, timestamptz, timestamptz) IS 'The SELECT that holds the stored buckets of a tier against what is recomputed from a finer layer.';
