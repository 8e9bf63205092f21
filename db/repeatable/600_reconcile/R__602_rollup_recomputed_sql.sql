-- The SELECT that recomputes the buckets of a width within [p_lower, p_upper), which begins and ends at buckets, of the
-- series p_series, SQL text, from a finer layer: the partials of a tier's row, and how far a stored sum and a stored second moment
-- may be off (sum_slack, m2_slack). It shares nothing with the folds it checks, neither their aggregates nor their way from
-- tier to tier: plain aggregates over points, by hours and then by buckets, because a sum of millions one after the other
-- is less exact than what it checks.
--
--   sum_slack = 1e-12 * sum of magnitudes
--   m2_slack  = 1e-12 * sqrt(count * m2) * peak + 1e-24 * count * peak^2    (peak: the largest magnitude)
--
-- m2_slack is by how much the second moment m2 changes when the mean is off by 1e-12 of the peak. Both have a floor far
-- below all that has a meaning: products and quotients that underflow, PostgreSQL refuses.
--
-- From a tier, the magnitudes are at most those of its points: the slack is wider.
-- Caller: rollup.compared_sql.
CREATE OR REPLACE FUNCTION rollup.recomputed_sql(
    p_width interval,
    p_source integer,
    p_series text,
    p_lower timestamptz,
    p_upper timestamptz)
RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT format($sql$
        SELECT b.series_id, b.bucket, b.point_count, b.value_sum, b.value_m2, b.value_min, b.value_max,
            b.first_time, (-b.first_key[1][2])::bigint << 32 | (-b.first_key[1][3])::bigint AS first_source,
            b.first_key[1][4] AS first_value,
            b.last_time, b.last_key[1][2]::bigint << 32 | b.last_key[1][3]::bigint AS last_source,
            b.last_key[1][4] AS last_value,
            1e-12 * greatest(b.magnitudes, 1e-280) AS sum_slack,
            1e-12 * sqrt(b.point_count * b.value_m2) * b.peak + 1e-24 * b.point_count * b.peak * b.peak AS m2_slack
        FROM (
            SELECT h.series_id, h.bucket, sum(h.points)::bigint AS point_count, sum(h.total) AS value_sum,
                sum(h.m2 + CASE WHEN abs(h.deviation) > 1e-150 THEN h.points * (h.deviation * h.deviation) ELSE 0 END) AS value_m2,
                min(h.least) AS value_min, max(h.most) AS value_max, min(h.first_time) AS first_time, max(h.last_time) AS last_time,
                array_agg(h.first_key ORDER BY h.piece) AS first_key, array_agg(h.last_key ORDER BY h.piece DESC) AS last_key,
                sum(h.magnitudes) AS magnitudes, greatest(max(abs(h.least)), max(abs(h.most)), 1e-100) AS peak
            FROM (
                SELECT w.*,
                    CASE WHEN abs(w.total) > 1e-280 THEN w.total / w.points ELSE 0 END
                        - CASE WHEN abs(w.whole_total) > 1e-280 THEN w.whole_total / w.whole_points ELSE 0 END AS deviation
                FROM (
                    SELECT p.*, sum(p.total) OVER whole AS whole_total, sum(p.points) OVER whole AS whole_points
                    FROM (
%1$s
                    ) AS p
                    WINDOW whole AS (PARTITION BY p.series_id, p.bucket)
                ) AS w
            ) AS h
            GROUP BY h.series_id, h.bucket
        ) AS b$sql$,
        rollup.observed_sql(p_width, p_source, p_series, p_lower, p_upper))
$$;

COMMENT ON FUNCTION rollup.recomputed_sql(interval, integer, text, timestamptz, timestamptz) IS 'The SELECT that recomputes buckets of some series from a finer layer.';
