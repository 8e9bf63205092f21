-- The SELECT of the buckets of a sub-select p_packed, with the columns of a tier's table, each as a single row of the
-- relation p_single has it, if one has it: 0 points there hide it. A full join for the reason given at raw.overridden_sql.
-- Callers: rollup.packed_tier_sql, rollup.fold_packed_sql, rollup.pack_sql.
CREATE OR REPLACE FUNCTION rollup.overridden_sql(p_single text, p_packed text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format($sql$
            SELECT series_id, bucket, %3$s
            FROM %1$s AS s
            FULL JOIN (%2$s) AS p USING (series_id, bucket)
            WHERE coalesce(s.point_count, p.point_count) > 0$sql$,
        p_single, p_packed, string_agg(format('coalesce(s.%1$s, p.%1$s) AS %1$s', name), ', ' ORDER BY position))
    FROM unnest(ARRAY[
        'point_count', 'value_sum', 'value_m2', 'value_min', 'value_max', 'first_time', 'first_source', 'first_value',
        'last_time', 'last_source', 'last_value', 'updated_at']) WITH ORDINALITY AS c (name, position)
$$;

COMMENT ON FUNCTION rollup.overridden_sql(text, text) IS 'The SELECT of packed buckets each as its single row has it, if there is one.';
