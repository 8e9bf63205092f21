-- Raises SQLSTATE VA033, with what is accepted, if a custom rollup cannot be kept like that.
-- Callers: rollup.create_rollup, rollup.alter_rollup.
CREATE OR REPLACE FUNCTION rollup.check_keeping(p_look_back interval, p_retention interval, p_active boolean)
RETURNS void
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF p_look_back <> '0' AND NOT rollup.is_length(p_look_back) OR p_look_back IS NULL THEN
        RAISE EXCEPTION 'p_look_back is whole seconds or whole months, or 0' USING ERRCODE = 'VA033';
    ELSIF NOT rollup.is_length(p_retention) THEN
        RAISE EXCEPTION 'p_retention is whole seconds or whole months, or NULL' USING ERRCODE = 'VA033';
    ELSIF p_active IS NULL THEN
        RAISE EXCEPTION 'p_active is true or false' USING ERRCODE = 'VA033';
    END IF;
END
$$;

COMMENT ON FUNCTION rollup.check_keeping(interval, interval, boolean) IS 'Raises SQLSTATE VA033 if a custom rollup cannot be kept like that.';
