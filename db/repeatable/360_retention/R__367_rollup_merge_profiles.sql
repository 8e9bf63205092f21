-- Adds new points below raw's floor to the sealed profiles of their buckets of a tier (docs/protocol.md, rule 11), whatever becomes of the
-- partials. Of profiles that are not sealed, rollup.merge_points has logged the bucket, and those beyond their position are not there yet.
-- Callers: raw.merge_late, which holds the tier's fence and shards, finer tiers before coarser.
CREATE OR REPLACE FUNCTION rollup.merge_profiles(
    p_tier integer,
    p_series integer[],
    p_time timestamptz[],
    p_source bigint[],
    p_value double precision[])
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET jit = off
AS $$
DECLARE
    v_width interval := (SELECT width FROM rollup.tier WHERE tier_id = p_tier);
    v_profile rollup.profile;
    v_late record;
BEGIN
    SELECT * INTO v_profile FROM rollup.profile WHERE tier_id = p_tier;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    WITH kept AS MATERIALIZED (
        SELECT f.series_id, f.floors FROM rollup.floors_of(p_series) AS f
    ), sealed AS MATERIALIZED (
        SELECT d.floors, greatest(v_profile.begins, d.floors[p_tier + 1]) AS kept_from, rollup.profile_sealed_until(p_tier, d.floors) AS sealed_until
        FROM (SELECT DISTINCT k.floors FROM kept AS k) AS d
    )
    SELECT array_agg(u.series_id) AS series, array_agg(u.time) AS times, array_agg(u.source) AS sources,
        array_agg(u.value) AS point_values, min(b.bucket) AS lower, rollup.bucket_end(v_width, max(b.bucket)) AS upper
    INTO v_late
    FROM unnest(p_series, p_time, p_source, p_value) AS u (series_id, time, source, value)
    CROSS JOIN LATERAL (SELECT rollup.bucket_start(v_width, u.time)) AS b (bucket)
    JOIN kept AS k ON k.series_id = u.series_id
    JOIN sealed AS s ON s.floors = k.floors
    WHERE b.bucket >= s.kept_from AND b.bucket < s.sealed_until;

    IF v_late.series IS NOT NULL THEN
        EXECUTE rollup.merge_profiles_into_sql(p_tier, v_late.lower, v_late.upper, ARRAY(
            SELECT x FROM catalog.text_series(v_late.series) AS x))
        USING v_late.series, v_late.times, v_late.sources, v_late.point_values;
    END IF;
END
$$;

COMMENT ON FUNCTION rollup.merge_profiles(integer, integer[], timestamptz[], bigint[], double precision[]) IS 'Adds points below raw''s floor to sealed profiles of a tier.';
