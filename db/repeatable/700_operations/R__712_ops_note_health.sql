-- Compares every job's health with what was last told, and returns the changes: each of them once, however many instances
-- look. RUNNING counts as OK. The history keeps them.
CREATE OR REPLACE FUNCTION ops.note_health(p_now timestamptz)
RETURNS TABLE (job text, tier text, was text, health text, reason text)
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH seen AS MATERIALIZED (
        SELECT m.job, m.tier, m.reason, CASE m.health WHEN 'RUNNING' THEN 'OK' ELSE m.health END AS health
        FROM ops.monitor(p_now) AS m
    ), before AS MATERIALIZED (
        SELECT j.job, j.tier, j.health
        FROM ops.job AS j
        JOIN seen AS s ON s.job = j.job AND s.tier = j.tier AND s.health <> j.health
        ORDER BY j.job, j.tier
        FOR UPDATE OF j SKIP LOCKED
    ), changed AS (
        UPDATE ops.job AS j SET health = s.health, health_since = p_now
        FROM before AS b, seen AS s
        WHERE b.job = j.job AND b.tier = j.tier AND s.job = j.job AND s.tier = j.tier
        RETURNING j.job, j.tier, b.health AS was, s.health, s.reason
    )
    INSERT INTO ops.health_change (job, tier, changed_at, was, health, reason)
    SELECT c.job, c.tier, p_now, c.was, c.health, c.reason
    FROM changed AS c
    RETURNING job, tier, was, health, reason
$$;

COMMENT ON FUNCTION ops.note_health(timestamptz) IS 'Keeps and returns changes of health since the last look, each once.';
