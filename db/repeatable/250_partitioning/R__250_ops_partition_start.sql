-- The start of the partition of the given width that holds a time. Partitions are aligned to whole multiples of their
-- width from January 1900, in UTC, whatever the session's time zone.
-- Locks: none. Callers: ops.missing_partitions.
CREATE OR REPLACE FUNCTION ops.partition_start(p_width interval, p_time timestamptz)
RETURNS timestamptz
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
    SELECT (timestamp '1900-01-01'
            + p_width * floor(((extract(year FROM m.month) - 1900) * 12 + extract(month FROM m.month) - 1)
                              / (extract(year FROM p_width) * 12 + extract(month FROM p_width)))::integer)
           AT TIME ZONE 'UTC'
    FROM (SELECT p_time AT TIME ZONE 'UTC') AS m (month)
$$;

COMMENT ON FUNCTION ops.partition_start(interval, timestamptz) IS
    'Start of the partition of p_width (whole calendar months of UTC) that holds p_time.';
