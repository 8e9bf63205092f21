-- Notes among the errors that stored buckets of a tier disagree with their points: the run itself went well. Callers: rollup.run_audit.
CREATE OR REPLACE FUNCTION ops.note_mismatches(
    p_run bigint,
    p_tier text,
    p_from timestamptz,
    p_to timestamptz,
    p_checked bigint,
    p_mismatches bigint,
    p_details jsonb,
    p_now timestamptz)
RETURNS void
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO ops.error (run_id, job, tier, instance, occurred_at, message, detail, hint)
    SELECT r.run_id, r.job, r.tier, r.instance, p_now,
        format('%s of %s buckets of %s between %s and %s disagree with their points', p_mismatches, p_checked, p_tier, p_from, p_to),
        p_details::text, 'docs/runbooks/tiers-disagree.md'
    FROM ops.run AS r
    WHERE r.run_id = p_run
$$;

COMMENT ON FUNCTION ops.note_mismatches(bigint, text, timestamptz, timestamptz, bigint, bigint, jsonb, timestamptz) IS 'Notes among the errors that stored buckets disagree with their points.';
