-- Sets an entry of the invalidation log aside, and notes why. It stays pending: queries read through it, and nothing it needs
-- goes. Callers: rollup.refresh_singly.
CREATE OR REPLACE FUNCTION rollup.set_aside(
    p_entry rollup.invalidation,
    p_run bigint,
    p_now timestamptz,
    p_chance double precision,
    p_sqlstate text,
    p_message text)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE rollup.invalidation AS i
    SET attempts = least(i.attempts + 1, 32767), retry_at = ops.next_attempt(j, i.attempts + 1, p_now, p_chance)
    FROM ops.job AS j, rollup.tier AS t
    WHERE i.invalidation_id = p_entry.invalidation_id
        AND t.tier_id = p_entry.tier_id AND j.job = 'refresh' AND j.tier = t.name;

    INSERT INTO ops.error (run_id, job, tier, instance, occurred_at, sqlstate, message, statement)
    SELECT r.run_id, 'refresh', t.name, coalesce(r.instance, 'psql ' || pg_backend_pid()), p_now, p_sqlstate, p_message,
        format('series %s, buckets from %s to %s, set aside', p_entry.series_id, p_entry.from_bucket, p_entry.to_bucket)
    FROM rollup.tier AS t
    LEFT JOIN ops.run AS r ON r.run_id = p_run
    WHERE t.tier_id = p_entry.tier_id;
END
$$;

COMMENT ON FUNCTION rollup.set_aside(rollup.invalidation, bigint, timestamptz, double precision, text, text) IS 'Sets an entry of the invalidation log aside and notes why.';
