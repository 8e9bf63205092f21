-- Start of the bucket of width p_width that holds p_time. All arithmetic is in UTC whatever the session's time zone.
-- Widths of whole months follow the calendar, counted from January 1970. Other widths are fixed: multiples of seven
-- days begin on a Monday, the rest are aligned to 1970-01-01. date_bin gets an origin before 1900, because early minor
-- releases of PostgreSQL 14 and 15 put exact multiples before the origin one bucket too low.
-- No SET search_path: that would keep the planner from inlining it.
CREATE OR REPLACE FUNCTION rollup.bucket_start(p_width interval, p_time timestamptz)
RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE
        WHEN date_part('year', p_width) * 12 + date_part('month', p_width) > 0
            THEN rollup.month_bucket_start((date_part('year', p_width) * 12 + date_part('month', p_width))::integer, p_time)
        ELSE date_bin(
            p_width,
            p_time,
            to_timestamp(
                CASE WHEN mod(date_part('epoch', p_width)::numeric, 604800) = 0 THEN 345600 ELSE 0 END
                - ceil(2400000000 / date_part('epoch', p_width)) * date_part('epoch', p_width)))
    END
$$;

COMMENT ON FUNCTION rollup.bucket_start(interval, timestamptz) IS 'Start of the bucket of a width (fixed, or whole calendar months; UTC) that holds a time.';
