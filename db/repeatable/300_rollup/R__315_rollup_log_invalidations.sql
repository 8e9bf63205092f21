-- Appends to the log what a write to a layer made out of date in the tiers built from that layer: for every touched
-- stretch [p_from, p_to) of a series that begins below the fence's position, the whole buckets over it. Stretches of a
-- series that are at most an hour (or one bucket) apart become one run, cut at the tier's step, so that a load of
-- history is a few entries per series and day, while a single late point is a single bucket. The same of custom rollups.
-- Locks: none; appending never waits. Callers: whoever writes to a layer, after rollup.enter_fence.
CREATE OR REPLACE FUNCTION rollup.log_invalidations(
    p_layer integer,
    p_series integer[],
    p_from timestamptz[],
    p_to timestamptz[],
    p_position timestamptz,
    p_now timestamptz)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_tier rollup.tier;
BEGIN
    FOR v_tier IN SELECT * FROM rollup.tier WHERE source_id = p_layer ORDER BY tier_id LOOP
        INSERT INTO rollup.invalidation (tier_id, series_id, from_bucket, to_bucket, logged_at)
        WITH touched AS (
            SELECT
                t.series_id,
                rollup.bucket_start(v_tier.width, t.from_time) AS from_bucket,
                max(rollup.bucket_ceil(v_tier.width, t.to_time)) AS to_bucket
            FROM unnest(p_series, p_from, p_to) AS t (series_id, from_time, to_time)
            WHERE t.from_time < p_position
            GROUP BY 1, 2
        ), neighboured AS (
            SELECT
                *,
                max(to_bucket) OVER before + greatest(v_tier.width, interval '1 hour') < from_bucket
                    OR rollup.bucket_start(v_tier.step, lag(from_bucket) OVER before)
                        < rollup.bucket_start(v_tier.step, from_bucket) AS begins
            FROM touched
            WINDOW before AS (
                PARTITION BY series_id ORDER BY from_bucket
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
        ), numbered AS (
            SELECT *, count(*) FILTER (WHERE begins) OVER (PARTITION BY series_id ORDER BY from_bucket) AS run
            FROM neighboured
        )
        SELECT v_tier.tier_id, series_id, min(from_bucket), max(to_bucket), p_now
        FROM numbered
        GROUP BY series_id, run;
    END LOOP;
    IF p_layer > 0 THEN
        PERFORM rollup.log_custom(p_layer, p_series, p_from, p_to, p_now);
    END IF;
END
$$;

COMMENT ON FUNCTION rollup.log_invalidations(integer, integer[], timestamptz[], timestamptz[], timestamptz, timestamptz) IS 'Logs which buckets of the tiers built from a layer a write below the fence made out of date.';
