-- Makes the profiles of some stretches of a tier's buckets again, in the transaction that recomputes the partials (docs/protocol.md,
-- rule 11): those up to their position that are not sealed. A bucket left without points loses its profile. What fails is done again one by one, and what
-- fails by itself is written down, so that partials never wait for profiles; failures that are not their own, such as a lock or a full disk, end the transaction.
-- Callers: rollup.recompute_stretches, which holds the shards.
CREATE OR REPLACE FUNCTION rollup.renew_profiles(
    p_tier integer,
    p_series integer[],
    p_from timestamptz[],
    p_to timestamptz[],
    p_now timestamptz)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_part record;
BEGIN
    IF NOT EXISTS (SELECT FROM rollup.profile AS p WHERE p.tier_id = p_tier AND p.position > '-infinity') THEN
        RETURN;
    END IF;
    FOR v_part IN
        SELECT p.layer_id, array_agg(p.series_id) AS series, array_agg(p.from_bucket) AS lower, array_agg(p.to_bucket) AS upper
        FROM rollup.profile_parts(p_tier, p_series, p_from, p_to) AS p
        GROUP BY p.layer_id
    LOOP
        BEGIN
            PERFORM rollup.make_profiles(p_tier, v_part.layer_id, v_part.series, v_part.lower, v_part.upper);
        EXCEPTION WHEN OTHERS THEN
            IF left(SQLSTATE, 2) IN ('08', '25', '40', '53', '55', '57', '58') THEN
                RAISE;
            END IF;
            PERFORM rollup.make_profiles_singly(p_tier, v_part.layer_id, v_part.series, v_part.lower, v_part.upper, p_now);
        END;
    END LOOP;
END
$$;

COMMENT ON FUNCTION rollup.renew_profiles(integer, integer[], timestamptz[], timestamptz[], timestamptz) IS 'Makes the profiles of some stretches of a tier''s buckets again.';
