-- One step of a job that is driven from SQL: runs a statement that gives one value, in a subtransaction, with the settings and the name that the
-- service's sessions have, so that it counts as scheduled work (ops.busy_sessions), and returns the value as text, or what went wrong. The caller ends the transaction after it. p_instance: see ops.session_name.
-- SQLSTATE VA002: the transaction is not READ COMMITTED, on which the protocol rests (docs/protocol.md).
-- Locks: those of the statement. Callers: ops.repeat, the procedures of this layer.
CREATE OR REPLACE FUNCTION ops.attempt(p_statement text, OUT result text, OUT failure jsonb)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_state text;
    v_message text;
    v_detail text;
    v_hint text;
    v_context text;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'a job needs READ COMMITTED, not %', current_setting('transaction_isolation') USING ERRCODE = 'VA002';
    END IF;
    PERFORM set_config('TimeZone', 'UTC', true), set_config('jit', 'off', true), set_config('application_name', 'varve-jobs', true),
        set_config('lock_timeout', coalesce(nullif(current_setting('lock_timeout'), '0'), '30s'), true);
    PERFORM ops.beat(ops.session_name(), clock_timestamp(), interval '2 minutes');
    BEGIN
        EXECUTE p_statement INTO result;
    EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS v_state = RETURNED_SQLSTATE, v_message = MESSAGE_TEXT, v_detail = PG_EXCEPTION_DETAIL,
            v_hint = PG_EXCEPTION_HINT, v_context = PG_EXCEPTION_CONTEXT;
        failure := jsonb_build_object('sqlstate', v_state, 'message', v_message, 'detail', nullif(v_detail, ''),
            'hint', nullif(v_hint, ''), 'context', v_context, 'statement', p_statement);
    END;
END
$$;

COMMENT ON FUNCTION ops.attempt(text) IS 'One step of a job driven from SQL: what a statement gives, or what went wrong.';
