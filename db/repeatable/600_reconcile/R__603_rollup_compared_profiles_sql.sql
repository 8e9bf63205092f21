-- The SELECT that holds the stored profiles of a tier within [p_lower, p_upper), which begins and ends at buckets over which raw is complete, against
-- what is recomputed from points, for the series of parameter $1: columns as rollup.compared_sql, but that points are not counted again, and hashes are there
-- only where they disagree, so that checksums do not depend on how far profiles are. What differs is named profile.column. Of more
-- than 64 texts, which are kept is not looked at. NULL if there are no profiles. Caller: rollup.reconcile_part.
CREATE OR REPLACE FUNCTION rollup.compared_profiles_sql(p_tier rollup.tier, p_lower timestamptz, p_upper timestamptz)
RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT format($sql$
        SELECT c.series_id, c.bucket, c.bucket_end, 0::bigint AS points, c.is_pending, c.kind, c.columns,
            CASE WHEN c.kind IS NOT NULL THEN (SELECT jsonb_object_agg('profile.' || e.key, e.value) FROM jsonb_each(to_jsonb(c.stored)) AS e) END AS stored,
            CASE WHEN c.kind IS NOT NULL THEN (SELECT jsonb_object_agg('profile.' || e.key, e.value) FROM jsonb_each(to_jsonb(c.recomputed)) AS e) END AS recomputed,
            CASE WHEN c.kind IN ('surplus', 'value') THEN 1::bigint END AS stored_hash,
            CASE WHEN c.kind = 'missing' THEN 1::bigint END AS recomputed_hash
        FROM (
            SELECT d.*, CASE WHEN NOT d.has_stored THEN 'missing' WHEN NOT d.has_points THEN 'surplus'
                WHEN cardinality(d.columns) > 0 THEN 'value' END AS kind
            FROM (
                SELECT series_id, bucket, rollup.bucket_end(%1$L, bucket) AS bucket_end,
                    s.point_count IS NOT NULL AS has_stored, r.point_count IS NOT NULL AS has_points,
                    EXISTS (
                        SELECT FROM rollup.profile_pending AS i
                        WHERE i.series_id = coalesce(s.series_id, r.series_id) AND i.tier_id = ANY (%2$L)
                            AND i.from_bucket < rollup.bucket_end(%1$L, coalesce(s.bucket, r.bucket)) AND i.to_bucket > coalesce(s.bucket, r.bucket)) AS is_pending,
                    array_remove(ARRAY[%3$s,
                        CASE WHEN (s.increase BETWEEN r.increase - r.increase_slack AND r.increase + r.increase_slack
                            OR coalesce(s.increase, r.increase) IS NULL) IS NOT TRUE THEN 'profile.increase' END,
                        CASE WHEN (s.step_area BETWEEN r.step_area - r.area_slack AND r.step_area + r.area_slack
                            OR coalesce(s.step_area, r.step_area) IS NULL) IS NOT TRUE THEN 'profile.step_area' END,
                        CASE WHEN (s.line_area BETWEEN r.line_area - r.area_slack AND r.line_area + r.area_slack
                            OR coalesce(s.line_area, r.line_area) IS NULL) IS NOT TRUE THEN 'profile.line_area' END,
                        CASE WHEN s.keys IS DISTINCT FROM r.keys OR s.counts IS DISTINCT FROM r.counts THEN
                            CASE WHEN r.is_text AND cardinality(r.keys) > 64 OR NOT r.is_text AND rollup.cells_agree(s.keys, s.counts, r.keys, r.counts)
                                THEN NULL ELSE 'profile.counts' END END], NULL) AS columns,
                    s AS stored, r AS recomputed
                FROM (SELECT t.* FROM %4$s AS t) AS s
                FULL JOIN (%5$s) AS r USING (series_id, bucket)
                OFFSET 0
            ) AS d
        ) AS c$sql$,
        p_tier.width, rollup.tier_path(p_tier.tier_id), x.differing,
        rollup.profile_sql(p_tier.tier_id, '$1', b.lower, b.upper, b.lower, b.upper),
        rollup.recounted_sql(p_tier.width, '$1', b.lower_time, b.upper_time))
    FROM (
        SELECT format('%L::timestamptz', u.lower_time) AS lower, format('%L::timestamptz', u.upper_time) AS upper, u.lower_time, u.upper_time
        FROM (
            SELECT greatest(p_lower, p.begins) AS lower_time, least(p_upper, p.position) AS upper_time
            FROM rollup.profile AS p
            WHERE p.tier_id = p_tier.tier_id
        ) AS u
        WHERE u.lower_time < u.upper_time
    ) AS b
    CROSS JOIN (
        SELECT string_agg(format('CASE WHEN s.%1$I IS DISTINCT FROM r.%1$I THEN %2$L END', n.name, 'profile.' || n.name), ', ' ORDER BY n.ordinal) AS differing
        FROM unnest(ARRAY['point_count', 'value_min', 'value_max', 'first_time', 'first_source', 'first_value',
            'last_time', 'last_source', 'last_value', 'sources']) WITH ORDINALITY AS n (name, ordinal)
    ) AS x
$$;

COMMENT ON FUNCTION rollup.compared_profiles_sql(rollup.tier, timestamptz, timestamptz) IS 'The SELECT that holds the stored profiles of a tier against what is recomputed from points.';
