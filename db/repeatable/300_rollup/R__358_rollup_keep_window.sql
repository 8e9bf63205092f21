-- Notes how much refreshes of a tier take at once from now on. Callers: refreshes.
CREATE OR REPLACE FUNCTION rollup.keep_window(
    p_tier integer,
    p_forward double precision,
    p_batch double precision,
    p_share double precision,
    p_now timestamptz)
RETURNS void
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO rollup.refresh_window (tier_id, forward, batch, share, decided_at)
    VALUES (p_tier, p_forward, p_batch, p_share, p_now)
    ON CONFLICT (tier_id) DO UPDATE
    SET forward = EXCLUDED.forward, batch = EXCLUDED.batch, share = EXCLUDED.share, decided_at = EXCLUDED.decided_at
$$;

COMMENT ON FUNCTION rollup.keep_window(integer, double precision, double precision, double precision, timestamptz) IS 'Notes how much refreshes of a tier take at once from now on.';
