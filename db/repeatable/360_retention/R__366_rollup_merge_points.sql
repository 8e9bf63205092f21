-- Adds new points below raw's floor to the buckets of a tier: to the stored partial where the bucket is sealed, while for a
-- bucket that a finer tier can still set right an invalidation is logged. Buckets the tier does not keep are passed over.
-- Callers: raw.merge_late, which holds the tier's fence and shards, finer tiers before coarser.
CREATE OR REPLACE FUNCTION rollup.merge_points(
    p_tier integer,
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
    v_tier rollup.tier;
    v_sealed record;
BEGIN
    SELECT * INTO STRICT v_tier FROM rollup.tier WHERE tier_id = p_tier;

    WITH kept AS MATERIALIZED (
        SELECT f.series_id, f.floors FROM rollup.floors_of(p_series) AS f
    ), sealed AS MATERIALIZED (
        SELECT d.floors, d.floors[p_tier + 1] AS floor, rollup.sealed_until(p_tier, d.floors) AS sealed_until
        FROM (SELECT DISTINCT k.floors FROM kept AS k) AS d
    ), point AS MATERIALIZED (
        SELECT u.series_id, u.time, u.source, u.value, b.bucket, b.bucket < s.sealed_until AS is_sealed
        FROM unnest(p_series, p_time, p_source, p_value) AS u (series_id, time, source, value)
        JOIN kept AS k ON k.series_id = u.series_id
        JOIN sealed AS s ON s.floors = k.floors
        CROSS JOIN LATERAL (SELECT rollup.bucket_start(v_tier.width, u.time)) AS b (bucket)
        WHERE b.bucket >= s.floor
    ), logged AS (
        INSERT INTO rollup.invalidation (tier_id, series_id, from_bucket, to_bucket, logged_at)
        SELECT DISTINCT p_tier, p.series_id, p.bucket, rollup.bucket_end(v_tier.width, p.bucket), p_now
        FROM point AS p
        WHERE NOT p.is_sealed
    )
    SELECT array_agg(p.series_id) AS series, array_agg(p.time) AS times, array_agg(p.source) AS sources,
        array_agg(p.value) AS point_values, min(p.bucket) AS lower, rollup.bucket_end(v_tier.width, max(p.bucket)) AS upper
    INTO v_sealed
    FROM point AS p
    WHERE p.is_sealed;

    IF v_sealed.series IS NOT NULL THEN
        EXECUTE rollup.merge_sql(p_tier, v_sealed.lower, v_sealed.upper, p_now)
        USING v_sealed.series, v_sealed.times, v_sealed.sources, v_sealed.point_values;
        PERFORM rollup.stamp(
            p_tier, array_agg(u.series_id), array_agg(u.bucket), array_agg(u.bucket + interval '1 microsecond'))
        FROM (
            SELECT DISTINCT p.series_id, rollup.bucket_start(v_tier.width, p.time) AS bucket
            FROM unnest(v_sealed.series, v_sealed.times) AS p (series_id, time)
        ) AS u;
    END IF;
END
$$;

COMMENT ON FUNCTION rollup.merge_points(integer, integer[], timestamptz[], bigint[], double precision[], timestamptz) IS 'Adds points below raw''s floor to sealed buckets of a tier and logs the others.';
