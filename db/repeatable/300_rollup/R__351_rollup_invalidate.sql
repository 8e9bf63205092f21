-- Logs that stretches of a tier are out of date though nobody wrote to its source: what was found wrong is then recomputed
-- like what a late point made out of date, and the coarser tiers follow. Joins the source's fence as its writers do
-- (docs/protocol.md, rule 1). Only what lies behind the tier's watermark is logged; the rest is for the forward step. Runs
-- are cut at the tier's step. Returns how many entries it logged.
-- Locks: the source's fence (shared), floors (shared), so that none overtakes what is logged. Callers: the reconciliation; whoever repairs by hand.
CREATE OR REPLACE FUNCTION rollup.invalidate(
    p_tier integer,
    p_series integer[],
    p_from timestamptz[],
    p_to timestamptz[],
    p_now timestamptz)
RETURNS integer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_tier rollup.tier;
    v_watermark timestamptz;
    v_logged integer;
BEGIN
    SELECT * INTO STRICT v_tier FROM rollup.tier WHERE tier_id = p_tier;
    PERFORM rollup.enter_fence(v_tier.source_id);
    PERFORM pg_advisory_xact_lock_shared(rollup.lock_key(7, 0, 0));
    SELECT position INTO STRICT v_watermark FROM rollup.watermark WHERE tier_id = p_tier;

    INSERT INTO rollup.invalidation (tier_id, series_id, from_bucket, to_bucket, logged_at)
    SELECT p_tier, r.series_id, lower(r.run), upper(r.run), p_now
    FROM (
        SELECT b.series_id, unnest(range_agg(tstzrange(b.from_bucket, b.to_bucket))) AS run
        FROM (
            SELECT
                t.series_id,
                rollup.bucket_start(v_tier.width, t.from_time) AS from_bucket,
                least(rollup.bucket_ceil(v_tier.width, t.to_time), v_watermark) AS to_bucket
            FROM unnest(p_series, p_from, p_to) AS t (series_id, from_time, to_time)
        ) AS b
        WHERE b.from_bucket < b.to_bucket
        GROUP BY b.series_id, rollup.bucket_start(v_tier.step, b.from_bucket)
    ) AS r;
    GET DIAGNOSTICS v_logged = ROW_COUNT;
    RETURN v_logged;
END
$$;

COMMENT ON FUNCTION rollup.invalidate(integer, integer[], timestamptz[], timestamptz[], timestamptz) IS 'Logs stretches of a tier as out of date, so that they are recomputed; returns how many entries.';
