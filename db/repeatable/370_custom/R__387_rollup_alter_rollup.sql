-- Changes how a custom rollup is kept, not what it is of: that would be another one. Its history stays; what a longer retention would
-- have kept, and is gone, does not come back. All of them are set. SQLSTATE VA031: there is no such rollup; VA033: not like that.
-- Callers: the service; psql.
CREATE OR REPLACE FUNCTION rollup.alter_rollup(
    p_name text,
    p_look_back interval DEFAULT '0',
    p_retention interval DEFAULT NULL,
    p_schedule text DEFAULT NULL,
    p_active boolean DEFAULT true,
    p_now timestamptz DEFAULT clock_timestamp())
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM rollup.check_keeping(p_look_back, p_retention, p_active);
    UPDATE rollup.custom AS c
    SET look_back = p_look_back, retention = p_retention, every = s.every, cron = s.cron, is_active = p_active,
        due_at = NULL, altered_at = p_now
    FROM rollup.custom_schedule(p_schedule) AS s
    WHERE c.name = p_name;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no rollup "%"', p_name USING ERRCODE = 'VA031';
    END IF;
    UPDATE ops.job SET is_active = p_active WHERE job = 'refresh' AND tier = p_name;
END
$$;

COMMENT ON FUNCTION rollup.alter_rollup(text, interval, interval, text, boolean, timestamptz) IS 'Changes look-back, retention, schedule and whether a custom rollup is active.';
