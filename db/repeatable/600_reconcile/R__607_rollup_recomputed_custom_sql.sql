-- The SELECT that recomputes the buckets of a custom rollup within [p_lower, p_upper) from its source, for the groups and stretches of the relation
-- scope (group_id, checkable): the partials, how far sum and second moment may be off, as rollup.recomputed_sql says, and pieces, how many buckets
-- of the source, or points, that were. Where sessions are not told apart, all is of session 0. It shares nothing with the fold it checks: plain aggregates and
-- window functions over what is folded.
-- Caller: rollup.compared_custom_sql.
CREATE OR REPLACE FUNCTION rollup.recomputed_custom_sql(p_rollup rollup.custom, p_lower timestamptz, p_upper timestamptz)
RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT format($sql$
        SELECT b.*,
            1e-12 * greatest(b.magnitudes, 1e-280) AS sum_slack,
            1e-12 * sqrt(b.point_count * b.value_m2) * b.peak + 1e-24 * b.point_count * b.peak * b.peak AS m2_slack
        FROM (
            SELECT d.group_id, d.session, d.bucket, count(*) AS pieces, sum(d.point_count)::bigint AS point_count, sum(d.value_sum) AS value_sum,
                sum(d.value_m2 + CASE WHEN abs(d.deviation) > 1e-150 THEN d.point_count * (d.deviation * d.deviation) ELSE 0 END) AS value_m2,
                min(d.value_min) AS value_min, max(d.value_max) AS value_max,
                min(d.first_time) AS first_time, max(d.first_source) FILTER (WHERE d.nth = 1) AS first_source,
                max(d.series_id) FILTER (WHERE d.nth = 1) AS first_series, max(d.first_value) FILTER (WHERE d.nth = 1) AS first_value,
                max(d.last_time) AS last_time, max(d.last_source) FILTER (WHERE d.nth_last = 1) AS last_source,
                max(d.series_id) FILTER (WHERE d.nth_last = 1) AS last_series, max(d.last_value) FILTER (WHERE d.nth_last = 1) AS last_value,
                sum(d.point_count * greatest(abs(d.value_min), abs(d.value_max))) AS magnitudes,
                greatest(max(abs(d.value_min)), max(abs(d.value_max)), 1e-100) AS peak
            FROM (
                SELECT w.*,
                    CASE WHEN abs(w.value_sum) > 1e-280 THEN w.value_sum / w.point_count ELSE 0 END
                        - CASE WHEN abs(w.whole_sum) > 1e-280 THEN w.whole_sum / w.whole_count ELSE 0 END AS deviation
                FROM (
                    SELECT p.*, sum(p.value_sum) OVER whole AS whole_sum, sum(p.point_count) OVER whole AS whole_count,
                        row_number() OVER (whole ORDER BY p.first_time, p.first_source DESC, p.series_id DESC) AS nth,
                        row_number() OVER (whole ORDER BY p.last_time DESC, p.last_source DESC, p.series_id DESC) AS nth_last
                    FROM (
                        SELECT m.group_id, %4$s
                        FROM %2$s AS t
                        JOIN rollup.custom_member AS m ON m.rollup_id = %3$s AND m.series_id = t.series_id
                        JOIN scope AS c ON c.group_id = m.group_id AND c.checkable @> t.%5$I
                    ) AS p
                    WINDOW whole AS (PARTITION BY p.group_id, p.session, p.bucket)
                ) AS w
            ) AS d
            GROUP BY d.group_id, d.session, d.bucket
        ) AS b$sql$,
        p_rollup.width,
        rollup.layer_sql(p_rollup.layer_id,
            format('ARRAY(SELECT o.series_id FROM rollup.custom_member AS o WHERE o.rollup_id = %s AND o.group_id = ANY ($1))', p_rollup.rollup_id),
            b.lower, b.upper, b.lower, b.upper),
        p_rollup.rollup_id,
        CASE p_rollup.layer_id WHEN 0 THEN format('greatest(t.source, 0) AS session, rollup.bucket_start(%L::interval, t.time) AS bucket, t.series_id,'
            ' 1::bigint AS point_count, t.value AS value_sum, 0::float8 AS value_m2, t.value AS value_min, t.value AS value_max,'
            ' t.time AS first_time, t.source AS first_source, t.value AS first_value, t.time AS last_time, t.source AS last_source, t.value AS last_value', p_rollup.width)
        ELSE format('0::bigint AS session, rollup.bucket_start(%L::interval, t.bucket) AS bucket, t.series_id,'
            ' t.point_count, t.value_sum, t.value_m2, t.value_min, t.value_max,'
            ' t.first_time, t.first_source, t.first_value, t.last_time, t.last_source, t.last_value', p_rollup.width) END,
        CASE p_rollup.layer_id WHEN 0 THEN 'time' ELSE 'bucket' END)
    FROM (SELECT format('%L::timestamptz', p_lower) AS lower, format('%L::timestamptz', p_upper) AS upper) AS b
$$;

COMMENT ON FUNCTION rollup.recomputed_custom_sql(rollup.custom, timestamptz, timestamptz) IS 'The SELECT that recomputes buckets of a custom rollup from its source.';
