-- Keys of Varve's advisory locks in one place, so that no two kinds can collide. Layout of the 63 bits:
-- 0x56 ('V') << 55, kind << 51, layer << 43, number mod 2^43. Kinds: 1 fence generation, 2 shard, 3 catalogue,
-- 4 series creation, 5 partitions, 6 writers of chunks against settling, 7 floors, 8 the audit,
-- 9 retention, 10 keys of requests, 11 backfills, 12 custom rollups.
CREATE OR REPLACE FUNCTION rollup.lock_key(p_kind integer, p_layer integer, p_number bigint)
RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT (86::bigint << 55) | (p_kind::bigint << 51) | (p_layer::bigint << 43) | (p_number & 8796093022207)
$$;

COMMENT ON FUNCTION rollup.lock_key(integer, integer, bigint) IS 'Key of an advisory lock: kind (1 fence generation, 2 shard, 3 catalogue, 4 series creation, 5 partitions, 6 chunks, 7 floors, 8 audit, 9 retention, 10 keys of requests, 11 backfills, 12 custom rollups, 14 imports), layer, number.';
