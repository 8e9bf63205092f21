-- Forgets stamps of stretches that lie below their tier's floor as a whole. No answer depends on them: one that was made before the floor moved has
-- the floors' generation of then, which does not come back (docs/protocol.md, rule 12). Others stay, for without its row a stretch would look
-- again like one that never changed. Returns how many went.
-- Locks: the rows. Callers: maintenance.
CREATE OR REPLACE FUNCTION rollup.prune_revisions()
RETURNS bigint
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH gone AS (
        DELETE FROM rollup.revision AS r
        USING rollup.tier AS t
        JOIN rollup.floor AS f ON f.layer_id = t.tier_id AND isfinite(f.position)
        WHERE r.tier_id = t.tier_id AND r.stretch < rollup.stretch(t.width, f.position)
        RETURNING r.tier_id
    )
    SELECT count(*) FROM gone
$$;

COMMENT ON FUNCTION rollup.prune_revisions() IS 'Forgets stamps of stretches below their tier''s floor; returns how many.';
