-- Writes down the policies that a service has in its configuration, given as arrays, in place of what it, and services that are gone, wrote before. Those of others
-- that are alive stay. Locks: the table, against others that start. Callers: each service, when it starts.
CREATE OR REPLACE FUNCTION rollup.note_policies(
    p_instance text,
    p_name text[],
    p_tier text[],
    p_series_pattern text[],
    p_keep interval[],
    p_match_order integer[],
    p_action text[],
    p_now timestamptz)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    LOCK TABLE rollup.configured_policy IN SHARE ROW EXCLUSIVE MODE;
    PERFORM ops.beat(p_instance, p_now, interval '2 minutes');
    DELETE FROM rollup.configured_policy AS c
    WHERE c.instance = p_instance
        OR NOT EXISTS (SELECT FROM ops.instance AS i WHERE i.instance = c.instance AND i.seen_at >= p_now - interval '2 minutes');
    INSERT INTO rollup.configured_policy (instance, name, tier, series_pattern, keep, match_order, action, noted_at)
    SELECT p_instance, u.*, p_now FROM unnest(p_name, p_tier, p_series_pattern, p_keep, p_match_order, p_action) AS u;
END
$$;

COMMENT ON FUNCTION rollup.note_policies(text, text[], text[], text[], interval[], integer[], text[], timestamptz) IS 'Writes down the policies that a service has in its configuration.';
