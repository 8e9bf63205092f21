-- How many different sources a sketch has seen: exactly up to 4095, else by how dense the 4096 lowest hashes lie.
CREATE OR REPLACE FUNCTION rollup.sketch_distinct(p_sources bigint[])
RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN coalesce(cardinality(p_sources), 0) < 4096 THEN coalesce(cardinality(p_sources), 0)
        ELSE round(4095 / ((p_sources[4096]::double precision + 9223372036854775808) / 18446744073709551616))::bigint END
$$;

COMMENT ON FUNCTION rollup.sketch_distinct(bigint[]) IS 'How many different sources a sketch has seen.';
