-- The source of points that have a key: the first 63 bits of its SHA-256, mapped to the negative numbers.
-- Callers: catalog.import_differences. The service reckons the same when it stores points.
CREATE OR REPLACE FUNCTION raw.key_source(p_key text)
RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT ~(h.bits >> 1 & 9223372036854775807)
    FROM (
        SELECT ('x' || encode(substring(sha256(convert_to(p_key, 'UTF8')) FROM 1 FOR 8), 'hex'))::bit(64)::bigint AS bits
    ) AS h
$$;

COMMENT ON FUNCTION raw.key_source(text) IS 'The source of points with a key.';
