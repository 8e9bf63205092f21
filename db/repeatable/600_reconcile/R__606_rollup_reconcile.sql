-- Recomputes the buckets that overlap [p_from, p_to) of some series from their points and compares them with what the
-- tiers store, all in one snapshot: a row per tier, as rollup.reconcile_tier says. Before them a row for each custom rollup that has one of the
-- series: all buckets of their groups, held against its source. p_tiers names the tiers and rollups, NULL means all.
-- A mismatch is a bug, or somebody wrote past the service. With p_repair_at, the database's time, what mismatches is logged as
-- out of date in the same transaction, so that the next refresh recomputes it.
-- The transaction has to be READ COMMITTED: partitions are locked in a statement before the one whose snapshot reads them.
-- Locks: to repair, those of the custom rollups (shared), so that none is dropped between the comparison and its log; rollup.lock_layers; to repair,
-- then the fences (shared). Callers: the reconciliation, step by step; psql.
CREATE OR REPLACE FUNCTION rollup.reconcile(
    p_series integer[],
    p_from timestamptz,
    p_to timestamptz,
    p_tiers text[] DEFAULT NULL,
    p_repair_at timestamptz DEFAULT NULL,
    p_details integer DEFAULT 100)
RETURNS TABLE (
    tier text,
    checked bigint,
    pending bigint,
    mismatches bigint,
    points bigint,
    stored_checksum bigint,
    recomputed_checksum bigint,
    details jsonb)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_rollup record;
    v_found record;
BEGIN
    IF p_repair_at IS NOT NULL THEN
        PERFORM pg_advisory_xact_lock_shared(rollup.lock_key(12, 0, c.rollup_id))
        FROM (SELECT c.rollup_id FROM rollup.custom AS c WHERE p_tiers IS NULL OR c.name = ANY (p_tiers) ORDER BY c.rollup_id) AS c;
    END IF;
    PERFORM rollup.lock_layers();
    FOR v_rollup IN
        SELECT c.rollup_id, c.name, array_agg(DISTINCT m.group_id) AS groups
        FROM rollup.custom AS c
        JOIN rollup.custom_member AS m ON m.rollup_id = c.rollup_id AND m.series_id = ANY (p_series)
        WHERE p_tiers IS NULL OR c.name = ANY (p_tiers)
        GROUP BY c.rollup_id
        ORDER BY c.rollup_id
    LOOP
        BEGIN
            SELECT * INTO STRICT v_found FROM rollup.reconcile_custom(v_rollup.rollup_id, v_rollup.groups, p_from, p_to, p_details);
        EXCEPTION WHEN undefined_table OR no_data_found THEN
            CONTINUE; -- Dropped since.
        END;
        IF p_repair_at IS NOT NULL AND v_found.mismatches > 0 THEN
            INSERT INTO rollup.custom_invalidation (rollup_id, group_id, from_bucket, to_bucket, logged_at)
            SELECT v_rollup.rollup_id, w.group_id, w.from_bucket, w.to_bucket, p_repair_at
            FROM unnest(v_found.series, v_found.from_buckets, v_found.to_buckets) AS w (group_id, from_bucket, to_bucket);
        END IF;
        RETURN QUERY SELECT v_rollup.name, v_found.checked, v_found.pending, v_found.mismatches, v_found.points,
            v_found.stored_checksum, v_found.recomputed_checksum, v_found.details;
    END LOOP;
    FOR v_found IN
        SELECT t.tier_id, t.name, r.*
        FROM rollup.tier AS t
        CROSS JOIN LATERAL rollup.reconcile_tier(t.tier_id, p_series, p_from, p_to, p_details) AS r
        WHERE p_tiers IS NULL OR t.name = ANY (p_tiers)
        ORDER BY t.tier_id
    LOOP
        IF p_repair_at IS NOT NULL AND v_found.mismatches > 0 THEN
            PERFORM rollup.invalidate(
                v_found.tier_id, v_found.series, v_found.from_buckets, v_found.to_buckets, p_repair_at);
        END IF;
        RETURN QUERY SELECT v_found.name, v_found.checked, v_found.pending, v_found.mismatches, v_found.points,
            v_found.stored_checksum, v_found.recomputed_checksum, v_found.details;
    END LOOP;
END
$$;

COMMENT ON FUNCTION rollup.reconcile(integer[], timestamptz, timestamptz, text[], timestamptz, integer) IS 'Compares what custom rollups and tiers store of some series and a range with their sources, a row each; on request has mismatches recomputed.';
