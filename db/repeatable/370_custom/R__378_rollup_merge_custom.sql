-- Adds new points below raw's floor to custom rollups: to the stored row where the source is gone, while where it is complete their buckets are
-- logged, since the source has changed there, or will. Buckets that are not kept, or not made yet, are passed over.
-- Locks: none; the caller holds the locks of the rollups and of floors. Callers: raw.merge_late.
CREATE OR REPLACE FUNCTION rollup.merge_custom(
    p_series integer[],
    p_time timestamptz[],
    p_source bigint[],
    p_value double precision[],
    p_now timestamptz)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_rollup rollup.custom;
    v_sealed record;
    v_by_session boolean;
BEGIN
    FOR v_rollup IN
        SELECT c.* FROM rollup.custom AS c
        WHERE c.rollup_id IN (SELECT m.rollup_id FROM rollup.custom_member AS m WHERE m.series_id = ANY (p_series))
        ORDER BY c.rollup_id
    LOOP
        WITH point AS MATERIALIZED (
            SELECT u.*, m.group_id, rollup.bucket_start(v_rollup.width, u.time) AS bucket
            FROM unnest(p_series, p_time, p_source, p_value) AS u (series_id, time, source, value)
            JOIN rollup.custom_member AS m ON m.rollup_id = v_rollup.rollup_id AND m.series_id = u.series_id
        ), placed AS MATERIALIZED (
            SELECT p.*, p.bucket < f.complete_from AS is_sealed
            FROM point AS p
            JOIN rollup.custom_complete_from(v_rollup.rollup_id, ARRAY(SELECT DISTINCT g.group_id FROM point AS g)) AS f USING (group_id)
            WHERE p.bucket >= v_rollup.begins
        ), logged AS (
            INSERT INTO rollup.custom_invalidation (rollup_id, group_id, from_bucket, to_bucket, logged_at)
            SELECT DISTINCT v_rollup.rollup_id, p.group_id, p.bucket, rollup.bucket_end(v_rollup.width, p.bucket), p_now
            FROM placed AS p
            WHERE NOT p.is_sealed
        )
        SELECT array_agg(p.group_id) AS groups, array_agg(p.bucket) AS buckets, array_agg(p.series_id) AS series,
            array_agg(p.time) AS times, array_agg(p.source) AS sources, array_agg(p.value) AS point_values
        INTO v_sealed
        FROM placed AS p
        WHERE p.is_sealed AND rollup.bucket_end(v_rollup.width, p.bucket) <= v_rollup.position;

        CONTINUE WHEN v_sealed.groups IS NULL;
        v_by_session := v_rollup.layer_id = 0;
        EXECUTE format($sql$
            INSERT INTO custom.%1$I AS t
            SELECT merged.*, %2$L::timestamptz FROM (%3$s) AS merged
            ON CONFLICT (group_id, bucket%4$s) DO UPDATE SET
                (point_count, value_sum, value_m2, value_min, value_max,
                 first_time, first_source, first_series, first_value, last_time, last_source, last_series, last_value, updated_at)
                = (EXCLUDED.point_count, EXCLUDED.value_sum, EXCLUDED.value_m2, EXCLUDED.value_min, EXCLUDED.value_max,
                   EXCLUDED.first_time, EXCLUDED.first_source, EXCLUDED.first_series, EXCLUDED.first_value,
                   EXCLUDED.last_time, EXCLUDED.last_source, EXCLUDED.last_series, EXCLUDED.last_value, EXCLUDED.updated_at)$sql$,
            'rollup_' || v_rollup.rollup_id, p_now,
            rollup.custom_fold_sql(v_rollup.width, CASE WHEN v_by_session THEN 'group_id, session' ELSE 'group_id' END, format($sql$(
                SELECT u.group_id, greatest(u.source, 0) AS session, u.bucket,
                    1 AS point_count, u.value AS value_sum, 0 AS value_m2, u.value AS value_min, u.value AS value_max,
                    u.time AS first_time, u.source AS first_source, u.series_id AS first_series, u.value AS first_value,
                    u.time AS last_time, u.source AS last_source, u.series_id AS last_series, u.value AS last_value
                FROM unnest($1, $2, $3, $4, $5, $6) AS u (group_id, bucket, series_id, time, source, value)
                UNION ALL
                SELECT o.group_id, %1$s, o.bucket, o.point_count, o.value_sum, o.value_m2, o.value_min, o.value_max,
                    o.first_time, o.first_source, o.first_series, o.first_value, o.last_time, o.last_source, o.last_series, o.last_value
                FROM custom.%2$I AS o
                WHERE (o.group_id, o.bucket, %1$s) IN (
                    SELECT u.group_id, u.bucket, %3$s FROM unnest($1, $2, $5) AS u (group_id, bucket, source))) AS s$sql$,
                CASE WHEN v_by_session THEN 'o.session' ELSE '0' END, 'rollup_' || v_rollup.rollup_id,
                CASE WHEN v_by_session THEN 'greatest(u.source, 0)' ELSE '0' END)),
            CASE WHEN v_by_session THEN ', session' END)
        USING v_sealed.groups, v_sealed.buckets, v_sealed.series, v_sealed.times, v_sealed.sources, v_sealed.point_values;
    END LOOP;
END
$$;

COMMENT ON FUNCTION rollup.merge_custom(integer[], timestamptz[], bigint[], double precision[], timestamptz) IS 'Adds points below raw''s floor to custom rollups.';
