-- Makes the profiles of some stretches of a tier's buckets again, in the transaction that recomputes the partials (docs/protocol.md,
-- rule 11): those up to their position that are not sealed. A bucket left without points loses its profile. What fails is written
-- down, so that partials never wait for profiles; failures that are not their own, such as a lock or a full disk, end the transaction.
-- Callers: rollup.recompute_stretches, which holds the shards.
-- Every stretch is looked up by key: joining on the series alone compares each stretch with all that a series has.
CREATE OR REPLACE FUNCTION rollup.renew_profiles(
    p_tier integer,
    p_series integer[],
    p_from timestamptz[],
    p_to timestamptz[],
    p_now timestamptz)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
DECLARE
    v_part record;
    v_profile rollup.profile;
BEGIN
    SELECT * INTO v_profile FROM rollup.profile WHERE tier_id = p_tier AND position > '-infinity';
    IF NOT FOUND THEN
        RETURN;
    END IF;
    FOR v_part IN
        SELECT p.layer_id, array_agg(p.series_id) AS series, array_agg(p.from_bucket) AS lower, array_agg(p.to_bucket) AS upper,
            min(p.from_bucket) AS first, max(p.to_bucket) AS last
        FROM rollup.profile_parts(p_tier, p_series, p_from, p_to) AS p
        GROUP BY p.layer_id
    LOOP
        BEGIN
            EXECUTE format(
                'DELETE FROM %1$I.%2$I AS t USING unnest($1, $2, $3) AS r (series_id, lower, upper)'
                ' WHERE t.series_id = r.series_id AND t.bucket >= r.lower AND t.bucket < r.upper'
                ' AND t.bucket >= %3$L AND t.bucket < %4$L', v_profile.schema_name, v_profile.table_name, v_part.first, v_part.last)
            USING v_part.series, v_part.lower, v_part.upper;
            EXECUTE format(
                'INSERT INTO %I.%I %s', v_profile.schema_name, v_profile.table_name,
                rollup.profile_select(p_tier, v_part.layer_id, v_part.first, v_part.last, true, ARRAY(
                    SELECT s.series_id
                    FROM catalog.series AS s
                    JOIN catalog.field AS f ON f.field_id = s.field_id
                    WHERE s.series_id = ANY (v_part.series) AND f.kind = 'text')))
            USING v_part.series, v_part.lower, v_part.upper;
        EXCEPTION WHEN OTHERS THEN
            IF left(SQLSTATE, 2) IN ('08', '25', '40', '53', '55', '57', '58') THEN
                RAISE;
            END IF;
            PERFORM rollup.fail_profiles(p_tier, ARRAY[u.series_id], u.lower, u.upper, p_now)
            FROM unnest(v_part.series, v_part.lower, v_part.upper) AS u (series_id, lower, upper);
            INSERT INTO ops.error (job, tier, instance, occurred_at, sqlstate, message)
            SELECT 'profile', t.name, 'psql ' || pg_backend_pid(), p_now, SQLSTATE, SQLERRM
            FROM rollup.tier AS t
            WHERE t.tier_id = p_tier;
        END;
    END LOOP;
END
$$;

COMMENT ON FUNCTION rollup.renew_profiles(integer, integer[], timestamptz[], timestamptz[], timestamptz) IS 'Makes the profiles of some stretches of a tier''s buckets again.';
