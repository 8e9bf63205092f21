-- A hash of a source, uniform over the 64-bit integers: session ids are consecutive numbers, and hashint8extended folds its argument to
-- 32 bits, so that of ten thousand keys two would be one.
CREATE OR REPLACE FUNCTION rollup.source_hash(p_source bigint)
RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT hashtextextended((p_source::text) COLLATE "C", 0)
$$;

COMMENT ON FUNCTION rollup.source_hash(bigint) IS 'A uniform 64-bit hash of a source.';
