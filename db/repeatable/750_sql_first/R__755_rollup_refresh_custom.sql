-- Refreshes one custom rollup until there is nothing to do, step by step as the service does, each in a transaction of its own. What another session or
-- instance is working on is left to it. How much a step takes follows how long it takes of p_target, half of it while p_busy_sessions of others are at work. A run of the ledger if there is something to do. p_failure: what ended it.
-- Of a rollup with an interval the next time is set; cron expressions only the service reads: once it is time for such a rollup, every call refreshes it.
-- Callers: rollup.refresh_rollups, ops.handle_retries.
CREATE OR REPLACE PROCEDURE rollup.refresh_custom(
    p_name text,
    p_now timestamptz,
    p_target interval,
    p_busy_sessions integer,
    INOUT p_failure jsonb)
LANGUAGE plpgsql
AS $$
DECLARE
    v_run bigint;
    v_step jsonb;
    v_in bigint := 0;
    v_out bigint := 0;
    v_none bigint := 0;
BEGIN
    IF rollup.custom_has_work(p_name, p_now) THEN
        v_run := ops.open_run('refresh', p_name, p_now);
        COMMIT;
        CALL ops.repeat(format(
            'SELECT count(rollup.fit_windows(%L, %s, %s, %L))', p_name, p_busy_sessions, v_run, p_now), 0, 1, v_none, p_failure);
        FOR v_nth IN 1 .. 2000 LOOP
            EXIT WHEN p_failure IS NOT NULL;
            SELECT a.result::jsonb, a.failure INTO v_step, p_failure
            FROM ops.attempt(format(
                'SELECT to_jsonb(r) FROM rollup.refresh_rollup(%L, %L, %L, %s, %L) AS r', p_name, p_now, v_nth = 1, v_run, p_target)) AS a;
            v_in := v_in + coalesce((v_step ->> 'taken')::bigint, 0);
            v_out := v_out + ops.cover(
                v_run, (v_step ->> 'from_bucket')::timestamptz, (v_step ->> 'to_bucket')::timestamptz,
                coalesce((v_step ->> 'written')::bigint + (v_step ->> 'removed')::bigint, 0));
            COMMIT;
            -- Series may have to wait until nobody changes their tier.
            EXIT WHEN p_failure IS NOT NULL OR v_step IS NULL OR (v_step ->> 'finished')::boolean
                OR v_step ->> 'to_bucket' IS NULL AND (v_step ->> 'taken')::bigint + (v_step ->> 'removed')::bigint = 0;
        END LOOP;
    END IF;
    IF p_failure IS NULL THEN
        UPDATE rollup.custom SET due_at = p_now + every WHERE name = p_name AND every IS NOT NULL;
    END IF;
    PERFORM ops.close_run(v_run, 'refresh', p_name, p_now, v_in, v_out, p_failure);
    COMMIT;
END
$$;

COMMENT ON PROCEDURE rollup.refresh_custom(text, timestamptz, interval, integer, jsonb) IS 'Refreshes one custom rollup until there is nothing to do, step by step.';
