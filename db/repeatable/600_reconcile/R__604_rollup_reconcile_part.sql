-- Holds the buckets of one tier in [p_lower, p_upper), which begins and ends at buckets, against what a finer layer has of some
-- series, in the snapshot of the calling statement. One row:
--
--   checked      buckets that are stored or should be, and where the layer is raw, their profiles; pending, those of them that the log says are out of date, left out
--   mismatches   buckets that disagree; details, the first p_details differences of them, as JSON
--   points       how many points were read
--   stored_checksum, recomputed_checksum
--                of all checked buckets, in any order: the hashes of what has to agree to the bit (all but sum and second
--                moment, which may be off by rounding), combined by exclusive or. Different: there is a mismatch
--   series, from_buckets, to_buckets
--                the stretches that mismatch, as rollup.invalidate takes them
--
-- No locks beyond those of reading. Callers: rollup.reconcile_tier.
-- What is joined is all of a step, so never by nested loops, as in rollup.refresh_forward; and compiling the comparison takes
-- longer than comparing a step.
CREATE OR REPLACE FUNCTION rollup.reconcile_part(
    p_tier integer,
    p_source integer,
    p_series integer[],
    p_lower timestamptz,
    p_upper timestamptz,
    p_details integer)
RETURNS TABLE (
    checked bigint,
    pending bigint,
    mismatches bigint,
    points bigint,
    stored_checksum bigint,
    recomputed_checksum bigint,
    details jsonb,
    series integer[],
    from_buckets timestamptz[],
    to_buckets timestamptz[])
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET enable_nestloop = off
SET jit = off
SET work_mem = '32MB'
AS $$
DECLARE
    v_tier rollup.tier;
BEGIN
    SELECT * INTO STRICT v_tier FROM rollup.tier WHERE tier_id = p_tier;
    RETURN QUERY EXECUTE rollup.tallied_sql(rollup.compared_sql(v_tier, p_source, p_lower, p_upper)
        || CASE WHEN p_source = 0 THEN coalesce(' UNION ALL ' || rollup.compared_profiles_sql(v_tier, p_lower, p_upper), '') ELSE '' END)
    USING p_series, p_details;
END
$$;

COMMENT ON FUNCTION rollup.reconcile_part(integer, integer, integer[], timestamptz, timestamptz, integer) IS 'Holds buckets of one tier against a finer layer; one row.';
