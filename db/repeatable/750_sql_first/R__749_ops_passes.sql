-- Whether a failure, as ops.attempt tells it, says nothing about what was to be done: connections, locks, resources, shutdowns.
-- The service knows the same classes.
CREATE OR REPLACE FUNCTION ops.passes(p_failure jsonb)
RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $$
    SELECT left(p_failure ->> 'sqlstate', 2) IN ('08', '25', '40', '53', '55', '57', '58')
$$;

COMMENT ON FUNCTION ops.passes(jsonb) IS 'Whether a failure says nothing about what was to be done.';
