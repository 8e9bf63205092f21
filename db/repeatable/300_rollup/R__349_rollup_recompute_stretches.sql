-- Recomputes stretches of a tier's buckets, each from the layer that can give them, notes that they have changed and that their
-- profiles are out of date, and logs the parents' invalidations.
-- p_position is the tier's fence, which the caller has entered; it holds the shards too.
-- Callers: rollup.refresh_invalidated, rollup.refresh_singly.
CREATE OR REPLACE FUNCTION rollup.recompute_stretches(
    p_tier integer,
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
    v_part record;
BEGIN
    FOR v_part IN SELECT * FROM rollup.parts_by_layer(p_tier, p_series, p_from, p_to) LOOP
        PERFORM rollup.recompute(p_tier, v_part.layer_id, v_part.series, v_part.from_buckets, v_part.to_buckets, p_now);
    END LOOP;
    PERFORM rollup.log_profiles(p_tier, p_series, p_from, p_to, p_now);
    PERFORM rollup.stamp(p_tier, p_series, p_from, p_to);
    PERFORM rollup.log_invalidations(p_tier, p_series, p_from, p_to, p_position, p_now);
END
$$;

COMMENT ON FUNCTION rollup.recompute_stretches(integer, integer[], timestamptz[], timestamptz[], timestamptz, timestamptz) IS 'Recomputes stretches of a tier''s buckets and logs the parents'' invalidations.';
