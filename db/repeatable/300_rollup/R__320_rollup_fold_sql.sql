-- The statement that folds rows of a tier's source into rows of the tier. p_scope is the part after FROM: it names the
-- source's rows as s and says which. Every caller decides what is in scope, nobody else how it is folded.
-- Text, not a view, because the tables differ by tier and literal time bounds let the planner skip partitions.
CREATE OR REPLACE FUNCTION rollup.fold_sql(p_tier integer, p_scope text, p_now timestamptz)
RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_tier rollup.tier;
    v_folds text;
BEGIN
    SELECT * INTO STRICT v_tier FROM rollup.tier WHERE tier_id = p_tier;
    IF v_tier.source_id = 0 THEN
        v_folds := $fold$
            rollup.bucket_start(%1$L::interval, s.time) AS bucket,
            count(*) AS point_count,
            rollup.partial_stats(s.value) AS stats,
            min(s.value) AS value_min,
            max(s.value) AS value_max,
            min(s.time) AS first_time,
            max(rollup.first_key(s.time, s.source, s.series_id, s.value)) AS first_key,
            max(s.time) AS last_time,
            max(rollup.last_key(s.time, s.source, s.series_id, s.value)) AS last_key$fold$;
    ELSE
        v_folds := $fold$
            rollup.bucket_start(%1$L::interval, s.bucket) AS bucket,
            sum(s.point_count)::bigint AS point_count,
            rollup.merge_stats(ARRAY[s.point_count, s.value_sum, s.value_m2]) AS stats,
            min(s.value_min) AS value_min,
            max(s.value_max) AS value_max,
            min(s.first_time) AS first_time,
            max(rollup.first_key(s.first_time, s.first_source, s.series_id, s.first_value)) AS first_key,
            max(s.last_time) AS last_time,
            max(rollup.last_key(s.last_time, s.last_source, s.series_id, s.last_value)) AS last_key$fold$;
    END IF;
    RETURN format(
        'INSERT INTO %1$I.%2$I (series_id, bucket, point_count, value_sum, value_m2, value_min, value_max,'
        ' first_time, first_source, first_value, last_time, last_source, last_value, updated_at)'
        ' SELECT series_id, bucket, point_count, stats[2], stats[3], value_min, value_max,'
        ' first_time, rollup.key_source(first_key), first_key[5],'
        ' last_time, rollup.key_source(last_key), last_key[5], %3$L::timestamptz'
        ' FROM (SELECT s.series_id, %4$s FROM %5$s GROUP BY 1, 2) AS folded',
        v_tier.schema_name, v_tier.table_name, p_now, format(v_folds, v_tier.width), p_scope);
END
$$;

COMMENT ON FUNCTION rollup.fold_sql(integer, text, timestamptz) IS 'The INSERT .. SELECT that folds the source rows in scope into rows of a tier.';
