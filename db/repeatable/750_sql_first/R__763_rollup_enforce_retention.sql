-- Removes what a layer holds of all series from before p_keep ago: CALL rollup.enforce_retention('raw', '90 days'), or of a tier; as far as nothing of it is
-- needed by any tier any more (rollup.clear_layer). Settles and profiles before. SQLSTATE VA036: a policy (rollup.known_policy) keeps some of it
-- for longer, or has it archived first. Cannot be called inside a transaction block.
CREATE OR REPLACE PROCEDURE rollup.enforce_retention(
    p_tier text,
    p_keep interval,
    p_now timestamptz DEFAULT clock_timestamp(),
    p_wait interval DEFAULT interval '10 seconds',
    p_limit integer DEFAULT 10000)
LANGUAGE plpgsql
AS $$
DECLARE
    v_layer integer := CASE WHEN p_tier = 'raw' THEN 0 ELSE rollup.tier_named(p_tier) END;
    v_name text := coalesce((SELECT t.name FROM rollup.tier AS t WHERE t.tier_id = v_layer), 'raw');
    v_policy text := (
        SELECT p.name FROM rollup.known_policy AS p
        WHERE p.tier = v_name AND (p.keep IS NULL OR p.keep > p_keep OR p.action <> 'delete') ORDER BY p.name LIMIT 1);
    v_failure jsonb;
BEGIN
    IF v_policy IS NOT NULL OR p_keep IS NULL OR p_keep <= interval '0' THEN
        RAISE EXCEPTION '% cannot be cut to the last %', v_name, p_keep
            USING ERRCODE = 'VA036', HINT = coalesce('The policy ' || v_policy || ' keeps some of it for longer, or has it archived.', 'A period above 0 is kept.');
    END IF;
    CALL rollup.prepare_removal(v_layer = 0, p_now, p_limit, v_failure);
    CALL rollup.clear_layer(v_layer, (p_now AT TIME ZONE 'UTC' - p_keep) AT TIME ZONE 'UTC', false, p_now, p_wait, p_limit, v_failure);
END
$$;

COMMENT ON PROCEDURE rollup.enforce_retention(text, interval, timestamptz, interval, integer) IS 'Removes what a layer holds of all series from before a period, as far as no tier needs it any more (SQLSTATE VA036 where a policy forbids it).';
