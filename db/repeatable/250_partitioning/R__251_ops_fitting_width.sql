-- The widest partition of those between p_least and p_most that holds no more than p_target_bytes; the narrowest of them if none does.
-- Locks: none. Callers: ops.optimize_partition_interval.
CREATE OR REPLACE FUNCTION ops.fitting_width(
    p_bytes_per_second double precision,
    p_target_bytes bigint,
    p_least interval,
    p_most interval)
RETURNS interval
LANGUAGE sql IMMUTABLE
AS $$
    SELECT coalesce(
        max(w.width) FILTER (WHERE w.width <= p_most AND date_part('epoch', w.width) * p_bytes_per_second <= p_target_bytes),
        min(w.width))
    FROM unnest(ops.partition_widths()) AS w (width)
    WHERE w.width >= p_least
$$;

COMMENT ON FUNCTION ops.fitting_width(double precision, bigint, interval, interval) IS
    'The widest partition within bounds that holds no more than p_target_bytes at a rate of growth.';
