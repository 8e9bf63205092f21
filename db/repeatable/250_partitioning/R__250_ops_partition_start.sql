-- The start of the partition of the given width that holds a time. Partitions are aligned to whole multiples of their
-- width in UTC, whatever the session's time zone: months from January 1900, weeks begin on Mondays, days and hours as clocks show them.
-- Locks: none. Callers: ops.partition_cell, ops.missing_partitions.
CREATE OR REPLACE FUNCTION ops.partition_start(p_width interval, p_time timestamptz)
RETURNS timestamptz
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
    SELECT CASE
        WHEN extract(year FROM p_width) * 12 + extract(month FROM p_width) = 0 THEN rollup.bucket_start(p_width, p_time)
        ELSE (timestamp '1900-01-01'
              + p_width * floor(((extract(year FROM m.month) - 1900) * 12 + extract(month FROM m.month) - 1)
                                / (extract(year FROM p_width) * 12 + extract(month FROM p_width)))::integer)
             AT TIME ZONE 'UTC'
    END
    FROM (SELECT p_time AT TIME ZONE 'UTC') AS m (month)
$$;

COMMENT ON FUNCTION ops.partition_start(interval, timestamptz) IS
    'Start of the partition of p_width (hours, days or whole calendar months of UTC) that holds p_time.';
