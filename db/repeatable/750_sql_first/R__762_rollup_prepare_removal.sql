-- What floors wait for: settles, forgets points that were merged below raw's floor seven days ago, and profiles. p_of_raw: points are to go.
-- p_failure: what ended it. Callers: rollup.enforce_retention, rollup.enforce_policies.
CREATE OR REPLACE PROCEDURE rollup.prepare_removal(p_of_raw boolean, p_now timestamptz, p_limit integer, INOUT p_failure jsonb)
LANGUAGE plpgsql
AS $$
DECLARE
    v_none bigint := 0;
BEGIN
    IF p_of_raw THEN
        CALL raw.settle_shards(p_now, interval '0', 5000, 200, p_failure);
        p_failure := NULL;
        CALL ops.repeat(format('SELECT raw.delete_late(%L, %s)', p_now - interval '7 days', p_limit), p_limit, 1000, v_none, p_failure);
    END IF;
    CALL rollup.make_all_profiles(p_now, interval '0');
END
$$;

COMMENT ON PROCEDURE rollup.prepare_removal(boolean, timestamptz, integer, jsonb) IS 'Settles and profiles what floors wait for.';
