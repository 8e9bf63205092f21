-- The SELECT that holds the stored buckets, of sessions if it tells them apart, of a custom rollup within [p_lower, p_upper), which begins and ends at buckets,
-- against what is recomputed from its source, for the groups of parameter $1: columns as rollup.compared_sql, with the group as series_id, and buckets of the source as points.
-- Compared is what may be used: made, not pending in either log, not lost; and above what the source has no longer all of. The rest is not recomputed
-- either: sums that are set aside as too large would fail again. Of it, stored buckets that are pending have a row.
-- Caller: rollup.reconcile_custom.
CREATE OR REPLACE FUNCTION rollup.compared_custom_sql(p_rollup rollup.custom, p_lower timestamptz, p_upper timestamptz)
RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT rollup.judged_sql(format($sql$
        WITH logged AS MATERIALIZED (
            SELECT i.group_id, i.is_lost, range_agg(tstzrange(i.from_bucket, i.to_bucket)) AS stretches
            FROM rollup.custom_invalidation AS i
            WHERE i.rollup_id = %1$s AND i.group_id = ANY ($1) AND i.from_bucket < %4$L AND i.to_bucket > %3$L
            GROUP BY 1, 2
            UNION ALL
            SELECT m.group_id, false, range_agg(tstzrange(rollup.bucket_start(%2$L, i.from_bucket), rollup.bucket_ceil(%2$L, i.to_bucket)))
            FROM rollup.custom_member AS m
            JOIN rollup.invalidation AS i ON i.series_id = m.series_id
            WHERE m.rollup_id = %1$s AND m.group_id = ANY ($1) AND i.tier_id = ANY (%5$L) AND i.from_bucket < %4$L AND i.to_bucket > %3$L
            GROUP BY 1
        ), scope AS MATERIALIZED (
            SELECT k.group_id, k.kept * k.pending AS pending, k.kept - k.pending - k.lost AS checkable
            FROM (
                SELECT f.group_id, tstzmultirange(CASE WHEN b.lower < b.upper THEN tstzrange(b.lower, b.upper) ELSE 'empty' END) AS kept,
                    coalesce((SELECT range_agg(s) FROM logged AS l CROSS JOIN LATERAL unnest(l.stretches) AS s
                        WHERE l.group_id = f.group_id AND NOT l.is_lost), '{}') AS pending,
                    coalesce((SELECT range_agg(s) FROM logged AS l CROSS JOIN LATERAL unnest(l.stretches) AS s
                        WHERE l.group_id = f.group_id AND l.is_lost), '{}') AS lost
                FROM rollup.custom_complete_from(%1$s, $1) AS f
                CROSS JOIN rollup.custom AS c
                CROSS JOIN LATERAL (SELECT greatest(%3$L, c.begins, f.complete_from) AS lower, least(%4$L, c.position) AS upper) AS b
                WHERE c.rollup_id = %1$s
            ) AS k
        )
        SELECT group_id AS series_id, bucket, rollup.bucket_end(%2$L, bucket) AS bucket_end, coalesce(r.pieces, 0) AS points,
            coalesce(s.is_pending, false) AS is_pending,
            array_remove(ARRAY[%6$s], NULL) AS columns,
            s AS stored, r AS recomputed,
            CASE WHEN s.group_id IS NOT NULL THEN %7$s END AS stored_hash,
            CASE WHEN r.group_id IS NOT NULL THEN %8$s END AS recomputed_hash
        FROM (
            SELECT t.*, %11$sk.pending @> t.bucket AS is_pending
            FROM custom.%9$I AS t
            JOIN scope AS k USING (group_id)
            WHERE t.group_id = ANY ($1) AND t.bucket >= %3$L AND t.bucket < %4$L AND (k.pending + k.checkable) @> t.bucket
        ) AS s
        FULL JOIN (%10$s) AS r USING (group_id, session, bucket)
        OFFSET 0$sql$,
        p_rollup.rollup_id, p_rollup.width, p_lower, p_upper, rollup.tier_path(p_rollup.source_id), x.differing, x.stored_hash, x.recomputed_hash,
        'rollup_' || p_rollup.rollup_id, rollup.recomputed_custom_sql(p_rollup, p_lower, p_upper),
        CASE p_rollup.layer_id WHEN 0 THEN '' ELSE '0::bigint AS session, ' END))
    FROM rollup.differing_sql('group_id, session', ARRAY['first_series', 'last_series']) AS x
$$;

COMMENT ON FUNCTION rollup.compared_custom_sql(rollup.custom, timestamptz, timestamptz) IS 'The SELECT that holds the stored buckets of a custom rollup against its source.';
