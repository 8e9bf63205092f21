-- Forgets up to p_limit points below raw's floor that were merged before p_before: sent again they would count again. Returns how
-- many; less than p_limit: no more are left. What they added to the tiers stays.
-- Locks: the rows; what another session is at is passed over. Callers: retention, each time in a transaction of its own.
CREATE OR REPLACE FUNCTION raw.delete_late(p_before timestamptz, p_limit integer)
RETURNS integer
LANGUAGE sql VOLATILE
AS $$
    WITH old AS (
        SELECT l.series_id, l.time, l.source
        FROM raw.late AS l
        WHERE l.merged_at < p_before
        ORDER BY l.merged_at
        LIMIT p_limit
        FOR UPDATE SKIP LOCKED
    ), deleted AS (
        DELETE FROM raw.late AS l
        USING old AS o
        WHERE l.series_id = o.series_id AND l.time = o.time AND l.source = o.source
        RETURNING 1
    )
    SELECT count(*)::integer FROM deleted
$$;

COMMENT ON FUNCTION raw.delete_late(timestamptz, integer) IS 'Forgets points that were merged below raw''s floor before a time; returns how many.';
