-- Runs a statement that gives one number again and again, each time in a transaction of its own, until it gives NULL or less than p_least,
-- p_most times at most; adds up what it gives. A failure ends it, and is returned; where there is one already, nothing is run: so steps can be written
-- one after the other. A procedure, because locks are to be held, and changes seen by others, from step to step as in the service: it
-- cannot be called inside a transaction block. Without SET, which would forbid COMMIT; what it calls pins its own.
-- Callers: the procedures of this layer.
CREATE OR REPLACE PROCEDURE ops.repeat(p_statement text, p_least bigint, p_most integer, INOUT p_sum bigint, INOUT p_failure jsonb)
LANGUAGE plpgsql
AS $$
DECLARE
    v_result bigint;
BEGIN
    IF p_failure IS NOT NULL THEN
        RETURN;
    END IF;
    FOR v_nth IN 1 .. p_most LOOP
        SELECT a.result::bigint, a.failure INTO v_result, p_failure FROM ops.attempt(p_statement) AS a;
        COMMIT;
        p_sum := p_sum + coalesce(v_result, 0);
        EXIT WHEN p_failure IS NOT NULL OR v_result IS NULL OR v_result < p_least;
    END LOOP;
END
$$;

COMMENT ON PROCEDURE ops.repeat(text, bigint, integer, bigint, jsonb) IS 'Runs a statement again and again, each time in a transaction of its own, and adds up what it gives.';
