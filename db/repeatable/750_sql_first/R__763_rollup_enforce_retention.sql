-- Removes what a layer holds of all series from before p_keep ago: CALL rollup.enforce_retention('raw', '90 days'), or of a tier. Step by step as the service
-- takes them (docs/protocol.md, rules 6 and 9): settles and profiles, moves the floor, no further than nothing below it is needed by any tier any more, deletes,
-- and drops partitions once no older snapshot is left, for which it waits p_wait at most. What holds the floor is told as a notice; the next call goes on.
-- The period is the caller's: policies of a service's configuration are not known here. SQLSTATE VA036: a policy in rollup.retention_policy keeps some of it
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
    v_before timestamptz := (p_now AT TIME ZONE 'UTC' - p_keep) AT TIME ZONE 'UTC';
    v_policy text := (
        SELECT r.name FROM rollup.retention_policy AS r
        WHERE r.tier = v_name AND (r.keep IS NULL OR r.keep > p_keep OR r.action <> 'delete') ORDER BY r.name LIMIT 1);
    v_held record;
    v_run bigint;
    v_moved bigint := 0;
    v_rows bigint := 0;
    v_none bigint := 0;
    v_failure jsonb;
BEGIN
    IF v_policy IS NOT NULL OR p_keep IS NULL OR p_keep <= interval '0' THEN
        RAISE EXCEPTION '% cannot be cut to the last %', v_name, p_keep
            USING ERRCODE = 'VA036', HINT = coalesce('The policy ' || v_policy || ' keeps some of it for longer, or has it archived.', 'A period above 0 is kept.');
    END IF;
    IF v_layer = 0 THEN
        CALL raw.settle_all(p_now, interval '0');
        CALL ops.repeat(format('SELECT raw.delete_late(%L, %s)', p_now - interval '7 days', p_limit), p_limit, 1000, v_none, v_failure);
    END IF;
    CALL rollup.make_all_profiles(p_now, interval '0');
    v_run := ops.open_run('retention', v_name, p_now);
    COMMIT;

    SELECT l.floor, l.held_by INTO v_held FROM rollup.floor_limit(v_layer, v_before, NULL) AS l;
    FOR v_try IN 1 .. 20 LOOP
        EXIT WHEN v_moved > 0 OR v_held.floor <= (SELECT f.position FROM rollup.floor AS f WHERE f.layer_id = v_layer);
        v_failure := NULL;
        CALL ops.repeat(format(
            'SELECT CASE WHEN rollup.claim_layer(%1$s) THEN (rollup.raise_floor(%1$s, %2$L, NULL, %3$L) IS NOT NULL)::integer END',
            v_layer, v_before, p_now), 0, 1, v_moved, v_failure);
        EXIT WHEN v_failure IS NOT NULL AND v_failure ->> 'sqlstate' NOT IN ('55P03', '40P01');
        PERFORM pg_sleep(CASE WHEN v_moved = 0 THEN 0.1 ELSE 0 END);
    END LOOP;
    CALL ops.repeat(format('SELECT CASE WHEN rollup.claim_layer(%1$s) THEN rollup.delete_expired(%1$s, %2$s) END', v_layer, p_limit),
        p_limit, 1000000, v_rows, v_failure);

    WHILE EXISTS (SELECT FROM rollup.expired_partition AS e WHERE e.layer_id = v_layer)
        AND EXISTS (SELECT FROM rollup.snapshots_before_floor(v_layer)) AND clock_timestamp() < statement_timestamp() + p_wait LOOP
        COMMIT;
        PERFORM pg_sleep(0.1);
    END LOOP;
    FOR v_try IN 1 .. 5 LOOP
        CALL ops.repeat(format('SELECT CASE WHEN rollup.claim_layer(%1$s) THEN (rollup.drop_expired(%1$s) IS NOT NULL)::integer END', v_layer),
            1, 1000000, v_rows, v_failure);
        EXIT WHEN v_failure IS NULL OR v_failure ->> 'sqlstate' NOT IN ('55P03', '40P01');
        PERFORM pg_sleep(1);
        v_failure := CASE WHEN v_try = 5 THEN v_failure END;
    END LOOP;
    PERFORM ops.close_run(v_run, 'retention', v_name, p_now, 0, v_rows, v_failure);
    COMMIT;
    IF v_failure IS NOT NULL THEN
        RAISE WARNING 'removing from % failed and is to be tried again: %', v_name, v_failure ->> 'message';
    END IF;
    RAISE NOTICE '% is kept from % on; %', v_name, (SELECT f.position FROM rollup.floor AS f WHERE f.layer_id = v_layer),
        coalesce(v_held.held_by, 'nothing holds it');
END
$$;

COMMENT ON PROCEDURE rollup.enforce_retention(text, interval, timestamptz, interval, integer) IS 'Removes what a layer holds of all series from before a period, as far as no tier needs it any more (SQLSTATE VA036 where a policy forbids it).';
