-- Has jobs that failed tried again at once, with all their attempts, and what they set aside too. NULL stands for all jobs
-- or tiers. Returns how many jobs and entries that were.
CREATE OR REPLACE FUNCTION ops.retry(p_job text, p_tier text, p_now timestamptz)
RETURNS integer
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH jobs AS (
        UPDATE ops.job SET attempts = 0, next_attempt_at = NULL
        WHERE attempts > 0 AND (p_job IS NULL OR job = p_job) AND (p_tier IS NULL OR tier = p_tier)
        RETURNING job
    ), entries AS (
        UPDATE rollup.invalidation AS i SET retry_at = p_now
        FROM rollup.tier AS t
        WHERE i.attempts > 0 AND t.tier_id = i.tier_id
            AND (p_job IS NULL OR p_job = 'refresh') AND (p_tier IS NULL OR t.name = p_tier)
        RETURNING i.invalidation_id
    ), profiles AS (
        UPDATE rollup.profile_invalidation AS i SET failed_at = '-infinity'
        FROM rollup.tier AS t
        WHERE i.failed_at IS NOT NULL AND t.tier_id = i.tier_id
            AND (p_job IS NULL OR p_job = 'profile') AND (p_tier IS NULL OR t.name = p_tier)
        RETURNING i.invalidation_id
    ), custom AS (
        UPDATE rollup.custom_invalidation AS i SET retry_at = p_now
        FROM rollup.custom AS c
        WHERE i.attempts > 0 AND c.rollup_id = i.rollup_id
            AND (p_job IS NULL OR p_job = 'refresh') AND (p_tier IS NULL OR c.name = p_tier)
        RETURNING i.invalidation_id
    )
    SELECT ((SELECT count(*) FROM jobs) + (SELECT count(*) FROM entries) + (SELECT count(*) FROM profiles)
        + (SELECT count(*) FROM custom))::integer
$$;

COMMENT ON FUNCTION ops.retry(text, text, timestamptz) IS 'Has failed jobs, and entries set aside, tried again at once; NULL for all jobs or tiers.';
