-- The source inside a key of rollup.last_key or rollup.first_key.
CREATE OR REPLACE FUNCTION rollup.key_source(p_key double precision[])
RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT (p_key[2]::bigint << 32) | p_key[3]::bigint
$$;

COMMENT ON FUNCTION rollup.key_source(double precision[]) IS 'The source inside a key of rollup.last_key or rollup.first_key.';
