-- Makes profiles of one tier and shard that are out of date again, from what the source holds in a statement after the log of profiles was
-- read, and notes those that are made from them, all in one transaction (docs/protocol.md, rule 11). A bucket left without points loses its profile, a
-- sealed one stays as it is. What fails is done again one by one, and what fails by itself is written down; failures that are not their own, such as a
-- lock or a full disk, end the transaction. Of up to p_limit buckets, or a single entry; with p_failed_before, of those that failed before it.
-- Returns how many entries of the log it consumed; 0 if there are none, or if another session is at the shard.
-- Locks: the shard, without waiting. Caller: the job of profiles.
CREATE OR REPLACE FUNCTION rollup.renew_profiles(
    p_tier integer,
    p_shard integer,
    p_now timestamptz,
    p_limit integer,
    p_failed_before timestamptz DEFAULT NULL)
RETURNS integer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_work record;
    v_part record;
BEGIN
    IF NOT rollup.try_shards(p_tier, p_shard) THEN
        RETURN 0;
    END IF;
    SELECT * INTO v_work FROM rollup.take_profiles(p_tier, p_shard, p_now, p_limit, p_failed_before);
    IF v_work.series IS NULL THEN
        RETURN v_work.taken;
    END IF;
    FOR v_part IN
        SELECT p.layer_id, array_agg(p.series_id) AS series, array_agg(p.from_bucket) AS lower, array_agg(p.to_bucket) AS upper
        FROM rollup.profile_parts(p_tier, v_work.series, v_work.from_buckets, v_work.to_buckets) AS p
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
    PERFORM rollup.log_coarser_profiles(p_tier, v_work.series, v_work.from_buckets, v_work.to_buckets, p_now);
    RETURN v_work.taken;
END
$$;

COMMENT ON FUNCTION rollup.renew_profiles(integer, integer, timestamptz, integer, timestamptz) IS 'Makes profiles of a tier and shard that are out of date again; returns how many entries of the log it consumed.';
