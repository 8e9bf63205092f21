-- What a random sample is of, coarser tiers first, since a repair makes their buckets pending: p_count series at most and p_hours of time, from an hour of the first one
-- on for which something is stored; of tiers with longer buckets fewer series, and not every time, so that all cost about the same.
-- No locks beyond those of reading. Callers: rollup.run_audit. The service draws its samples by the same rules, and of custom rollups too.
CREATE OR REPLACE FUNCTION rollup.audit_parts(p_count integer, p_hours integer)
RETURNS TABLE (tier text, series integer[], from_time timestamptz, to_time timestamptz)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_series integer[] := ARRAY(
        SELECT DISTINCT n.series_id
        FROM (
            SELECT b.lowest + (random() * (b.highest - b.lowest))::integer AS place
            FROM (SELECT min(s.series_id) AS lowest, max(s.series_id) AS highest FROM catalog.series AS s) AS b
            CROSS JOIN generate_series(1, p_count)
        ) AS p
        CROSS JOIN LATERAL (SELECT s.series_id FROM catalog.series AS s WHERE s.series_id >= p.place ORDER BY s.series_id LIMIT 1) AS n);
    v_time timestamptz := rollup.sample_time(v_series[1 + (random() * (cardinality(v_series) - 1))::integer], random());
    v_tier record;
    v_share double precision;
BEGIN
    FOR v_tier IN
        SELECT t.name, t.width, w.position
        FROM rollup.tier AS t
        JOIN rollup.watermark AS w ON w.tier_id = t.tier_id
        WHERE v_time IS NOT NULL AND cardinality(v_series) > 0
        ORDER BY t.tier_id DESC
    LOOP
        tier := v_tier.name;
        from_time := rollup.bucket_start(v_tier.width, v_time);
        to_time := least(rollup.bucket_ceil(v_tier.width, v_time + make_interval(hours => p_hours)), v_tier.position);
        CONTINUE WHEN from_time >= to_time;
        v_share := p_hours * cardinality(v_series) / greatest(date_part('epoch', to_time - from_time) / 3600, p_hours);
        v_share := floor(v_share + CASE WHEN v_share < cardinality(v_series) THEN random() ELSE 0 END);
        CONTINUE WHEN v_share < 1;
        series := v_series[:v_share::integer];
        RETURN NEXT;
    END LOOP;
END
$$;

COMMENT ON FUNCTION rollup.audit_parts(integer, integer) IS 'What a random sample of an audit is of, a row per tier.';
