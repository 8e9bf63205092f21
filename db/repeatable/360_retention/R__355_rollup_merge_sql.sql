-- The statement that adds points, given by parameters $1 to $4 (arrays: series, time, source, value), to the partials a tier
-- stores of their buckets, which lie in [p_lower, p_upper). Of a packed tier the result is a single bucket, which counts before
-- the frame. Caller: rollup.merge_points.
CREATE OR REPLACE FUNCTION rollup.merge_sql(p_tier integer, p_lower timestamptz, p_upper timestamptz, p_now timestamptz)
RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT format($sql$
        WITH point AS MATERIALIZED (
            SELECT u.* FROM unnest($1, $2, $3, $4) AS u (series_id, time, source, value)
        ), added AS MATERIALIZED (
            %3$s
        ), touched AS MATERIALIZED (
            SELECT DISTINCT a.series_id, a.bucket AS lower, rollup.bucket_end(%4$L, a.bucket) AS upper FROM added AS a
        )
        INSERT INTO %1$I.%2$I AS t
        SELECT merged.*, %5$L::timestamptz FROM (%6$s) AS merged
        ON CONFLICT (series_id, bucket) DO UPDATE SET
            (point_count, value_sum, value_m2, value_min, value_max,
             first_time, first_source, first_value, last_time, last_source, last_value, updated_at)
            = (EXCLUDED.point_count, EXCLUDED.value_sum, EXCLUDED.value_m2, EXCLUDED.value_min, EXCLUDED.value_max,
               EXCLUDED.first_time, EXCLUDED.first_source, EXCLUDED.first_value,
               EXCLUDED.last_time, EXCLUDED.last_source, EXCLUDED.last_value, EXCLUDED.updated_at)$sql$,
        schema_name, table_name, rollup.fold_points_sql(width, 'point AS s'), width, p_now,
        rollup.fold_partials_sql(width, format($sql$(
            SELECT * FROM added
            UNION ALL
            SELECT %s FROM touched AS touch CROSS JOIN LATERAL %s AS stored WHERE stored.point_count > 0) AS s$sql$,
            'stored.series_id, stored.bucket, stored.point_count, stored.value_sum, stored.value_m2, stored.value_min, stored.value_max,'
            ' stored.first_time, stored.first_source, stored.first_value, stored.last_time, stored.last_source, stored.last_value',
            rollup.layer_sql(
                p_tier, 'ARRAY[touch.series_id]', 'touch.lower', 'touch.upper',
                format('%L::timestamptz', p_lower), format('%L::timestamptz', p_upper)))))
    FROM rollup.tier
    WHERE tier_id = p_tier
$$;

COMMENT ON FUNCTION rollup.merge_sql(integer, timestamptz, timestamptz, timestamptz) IS 'The statement that adds points to the partials a tier stores.';
