-- Makes the profiles of stretches one by one, each in a subtransaction: those that fail by themselves are written down, with why, and pending for
-- readers. Callers: rollup.renew_profiles, where all of them at once failed.
CREATE OR REPLACE FUNCTION rollup.make_profiles_singly(
    p_tier integer,
    p_source integer,
    p_series integer[],
    p_from timestamptz[],
    p_to timestamptz[],
    p_now timestamptz)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_one record;
BEGIN
    FOR v_one IN SELECT u.* FROM unnest(p_series, p_from, p_to) AS u (series_id, lower, upper) LOOP
        BEGIN
            PERFORM rollup.make_profiles(p_tier, p_source, ARRAY[v_one.series_id], ARRAY[v_one.lower], ARRAY[v_one.upper]);
        EXCEPTION WHEN OTHERS THEN
            IF left(SQLSTATE, 2) IN ('08', '25', '40', '53', '55', '57', '58') THEN
                RAISE;
            END IF;
            PERFORM rollup.fail_profiles(p_tier, ARRAY[v_one.series_id], v_one.lower, v_one.upper, p_now);
            INSERT INTO ops.error (job, tier, instance, occurred_at, sqlstate, message, statement)
            SELECT 'profile', t.name, 'psql ' || pg_backend_pid(), p_now, SQLSTATE, SQLERRM,
                format('series %s, profiles from %s to %s', v_one.series_id, v_one.lower, v_one.upper)
            FROM rollup.tier AS t
            WHERE t.tier_id = p_tier;
        END;
    END LOOP;
END
$$;

COMMENT ON FUNCTION rollup.make_profiles_singly(integer, integer, integer[], timestamptz[], timestamptz[], timestamptz) IS 'Makes profiles of stretches one by one; those that fail are written down.';
