-- What a schedule says: every so often (15 minutes), by cron (five fields, or six with seconds; UTC), or NULL for every round.
-- Whether a cron expression is one, only the service knows: where it is not, the job fails and says so.
-- Callers: rollup.create_rollup, rollup.alter_rollup.
CREATE OR REPLACE FUNCTION rollup.custom_schedule(p_schedule text, OUT every interval, OUT cron text)
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF p_schedule ~ '^@[a-z]+$' OR cardinality(regexp_split_to_array(btrim(p_schedule), '\s+')) IN (5, 6) THEN
        cron := btrim(p_schedule);
    ELSIF p_schedule IS NOT NULL THEN
        every := p_schedule::interval;
        IF NOT rollup.is_length(every) THEN
            RAISE data_exception;
        END IF;
    END IF;
EXCEPTION WHEN data_exception THEN
    RAISE EXCEPTION 'p_schedule is an interval such as 15 minutes, or a cron expression of five or six fields, not "%"', p_schedule
        USING ERRCODE = 'VA033';
END
$$;

COMMENT ON FUNCTION rollup.custom_schedule(text) IS 'What a schedule says: an interval or a cron expression.';
