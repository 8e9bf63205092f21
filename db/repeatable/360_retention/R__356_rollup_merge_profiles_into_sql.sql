-- The statement that adds points, given by parameters $1 to $4 (arrays: series, time, source, value), to the profiles a tier
-- stores of their buckets, which lie in [p_lower, p_upper). p_texts: the text series among them. Caller: rollup.merge_profiles.
CREATE OR REPLACE FUNCTION rollup.merge_profiles_into_sql(p_tier integer, p_lower timestamptz, p_upper timestamptz, p_texts integer[])
RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT format($sql$
        WITH late AS MATERIALIZED (
            SELECT u.* FROM unnest($1, $2, $3, $4) AS u (series_id, time, source, value)
        ), added AS MATERIALIZED (
            %3$s
        )
        INSERT INTO %1$I.%2$I AS t
        %4$s
        ON CONFLICT (series_id, bucket) DO UPDATE SET
            (point_count, value_min, value_max, first_time, first_source, first_value, last_time, last_source, last_value,
             increase, step_area, line_area, keys, counts, sources)
            = (EXCLUDED.point_count, EXCLUDED.value_min, EXCLUDED.value_max,
               EXCLUDED.first_time, EXCLUDED.first_source, EXCLUDED.first_value,
               EXCLUDED.last_time, EXCLUDED.last_source, EXCLUDED.last_value,
               EXCLUDED.increase, EXCLUDED.step_area, EXCLUDED.line_area, EXCLUDED.keys, EXCLUDED.counts, EXCLUDED.sources)$sql$,
        p.schema_name, p.table_name,
        rollup.profile_points_sql(t.width, 'late', format('p.series_id = ANY (%L::integer[])', p_texts)),
        rollup.merge_profiles_sql(t.width, format(
            '(SELECT * FROM added UNION ALL SELECT stored.* FROM added AS touch CROSS JOIN LATERAL %s AS stored)',
            rollup.profile_sql(
                p_tier, 'ARRAY[touch.series_id]', 'touch.bucket', format('rollup.bucket_end(%L, touch.bucket)', t.width),
                format('%L::timestamptz', p_lower), format('%L::timestamptz', p_upper)))))
    FROM rollup.profile AS p
    JOIN rollup.tier AS t ON t.tier_id = p.tier_id
    WHERE p.tier_id = p_tier
$$;

COMMENT ON FUNCTION rollup.merge_profiles_into_sql(integer, timestamptz, timestamptz, integer[]) IS 'The statement that adds points to the profiles a tier stores.';
