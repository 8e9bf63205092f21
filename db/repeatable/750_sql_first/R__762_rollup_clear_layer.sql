-- Removes what lies before p_before of a layer, step by step as the service takes them (docs/protocol.md, rules 6 and 9): moves the floor, no further than nothing below it is needed by
-- any tier any more, deletes, and drops partitions once no older snapshot is left, for which it waits p_wait at most. By policies, series that are kept for a shorter time
-- than the layer lose what is theirs to lose too. A run of the ledger; what holds the floor is told as a notice, and the next call goes on. p_failure: what ended it.
-- Callers: rollup.enforce_retention, rollup.enforce_policies.
CREATE OR REPLACE PROCEDURE rollup.clear_layer(
    p_layer integer,
    p_before timestamptz,
    p_by_policies boolean,
    p_now timestamptz,
    p_wait interval,
    p_limit integer,
    INOUT p_failure jsonb)
LANGUAGE plpgsql
AS $$
DECLARE
    v_name text := coalesce((SELECT t.name FROM rollup.tier AS t WHERE t.tier_id = p_layer), 'raw');
    v_held text := (SELECT l.held_by FROM rollup.floor_limit(p_layer, p_before, NULL) AS l WHERE p_before IS NOT NULL);
    v_run bigint := ops.open_run('retention', v_name, p_now);
    v_policy record;
    v_since timestamptz := clock_timestamp();
    v_rows bigint := 0;
BEGIN
    COMMIT;
    IF p_before IS NOT NULL THEN
        CALL rollup.move_floor(p_layer, p_before, NULL, p_now, p_failure);
    END IF;
    FOR v_policy IN SELECT c.policy, c.cutoff, c.series FROM rollup.series_cutoffs(v_name, p_before, p_now) AS c WHERE p_by_policies LOOP
        FOR v_from IN 1 .. cardinality(v_policy.series) BY p_limit LOOP
            CALL rollup.move_floor(p_layer, v_policy.cutoff, v_policy.series[v_from : v_from + p_limit - 1], p_now, p_failure);
        END LOOP;
    END LOOP;
    CALL ops.repeat(format('SELECT CASE WHEN rollup.claim_layer(%1$s) THEN rollup.delete_expired(%1$s, %2$s) END', p_layer, p_limit),
        p_limit, 1000000, v_rows, p_failure);

    WHILE p_failure IS NULL AND EXISTS (SELECT FROM rollup.expired_partition AS e WHERE e.layer_id = p_layer)
        AND EXISTS (SELECT FROM rollup.snapshots_before_floor(p_layer)) AND clock_timestamp() < v_since + p_wait LOOP
        COMMIT;
        PERFORM pg_sleep(0.1);
    END LOOP;
    FOR v_try IN 1 .. 5 LOOP
        CALL ops.repeat(format('SELECT CASE WHEN rollup.claim_layer(%1$s) THEN (rollup.drop_expired(%1$s) IS NOT NULL)::integer END', p_layer),
            1, 1000000, v_rows, p_failure);
        EXIT WHEN p_failure IS NULL OR p_failure ->> 'sqlstate' NOT IN ('55P03', '40P01');
        PERFORM pg_sleep(1);
        p_failure := CASE WHEN v_try = 5 THEN p_failure END;
    END LOOP;
    PERFORM ops.close_run(v_run, 'retention', v_name, p_now, 0, v_rows, p_failure);
    COMMIT;
    IF p_failure IS NOT NULL THEN
        RAISE WARNING 'removing from % failed and is to be tried again: %', v_name, p_failure ->> 'message';
    END IF;
    RAISE NOTICE '% is kept from % on; %', v_name, (SELECT f.position FROM rollup.floor AS f WHERE f.layer_id = p_layer),
        coalesce(v_held, 'nothing holds it');
END
$$;

COMMENT ON PROCEDURE rollup.clear_layer(integer, timestamptz, boolean, timestamptz, interval, integer, jsonb) IS 'Removes what lies before a time of a layer, as far as no tier needs it any more.';
