-- What a random sample is of: p_count series at most and p_hours of time, from an hour of one of them on for which something is stored. Of custom rollups that have
-- some of the series one group, by one of its series, and less time the more series it has; of tiers with longer buckets fewer series. What costs more than
-- the rest even so is not looked at every time, so that all cost about the same. What is built from others comes first, since a repair makes
-- its buckets pending. No locks beyond those of reading. Callers: rollup.run_audit, the service's audit.
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
    v_rollup record;
    v_tier record;
    v_share double precision;
BEGIN
    FOR v_rollup IN
        SELECT DISTINCT ON (c.rollup_id) c.name, c.width, c.begins, c.position, m.series_id,
            rollup.bucket_start(c.width, v_time) AS first_bucket,
            rollup.bucket_end(c.width, rollup.bucket_start(c.width, v_time)) AS first_end,
            p_hours * cardinality(v_series) / (
                SELECT count(*) FROM rollup.custom_member AS o WHERE o.rollup_id = m.rollup_id AND o.group_id = m.group_id)::double precision AS hours
        FROM rollup.custom AS c
        JOIN rollup.custom_member AS m ON m.rollup_id = c.rollup_id
        WHERE m.series_id = ANY (v_series) AND v_time IS NOT NULL
        ORDER BY c.rollup_id, random()
    LOOP
        CONTINUE WHEN v_rollup.first_bucket < v_rollup.begins OR v_rollup.first_end > v_rollup.position;
        CONTINUE WHEN v_rollup.hours < random() * date_part('epoch', v_rollup.first_end - v_rollup.first_bucket) / 3600;
        tier := v_rollup.name;
        series := ARRAY[v_rollup.series_id];
        from_time := v_rollup.first_bucket;
        to_time := least(v_rollup.position, greatest(v_rollup.first_end, rollup.bucket_start(
            v_rollup.width, v_rollup.first_bucket + least(p_hours, v_rollup.hours) * interval '1 hour')));
        RETURN NEXT;
    END LOOP;
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

COMMENT ON FUNCTION rollup.audit_parts(integer, integer) IS 'What a random sample of an audit is of, a row per custom rollup and tier.';
