-- What a table that holds p_bytes and grows by so much a day will take in p_days, if rows go after p_kept seconds (NULL for never).
-- Callers: ops.tier_stats.
CREATE OR REPLACE FUNCTION ops.projected_bytes(p_bytes bigint, p_a_day double precision, p_kept double precision, p_days integer)
RETURNS bigint
LANGUAGE sql IMMUTABLE
AS $$
    SELECT CASE
        WHEN p_kept IS NULL THEN p_bytes + p_a_day * p_days
        WHEN p_days * 86400.0 >= p_kept OR p_bytes <= p_a_day * p_kept / 86400
            THEN least(p_bytes + p_a_day * p_days, p_a_day * p_kept / 86400)
        ELSE p_bytes
    END::bigint
$$;

COMMENT ON FUNCTION ops.projected_bytes(bigint, double precision, double precision, integer) IS
    'What something that grows by so much a day, and is kept for so many seconds, will take in some days.';
