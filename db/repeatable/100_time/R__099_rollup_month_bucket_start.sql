-- Start of the calendar bucket of p_months months, counted from January 1970 in UTC, that holds p_time.
CREATE OR REPLACE FUNCTION rollup.month_bucket_start(p_months integer, p_time timestamptz)
RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT (timestamp '1970-01-01' + make_interval(months => p_months * floor(
        ((date_part('year', p_time AT TIME ZONE 'UTC') - 1970) * 12 + date_part('month', p_time AT TIME ZONE 'UTC') - 1)
        / p_months)::integer)) AT TIME ZONE 'UTC'
$$;

COMMENT ON FUNCTION rollup.month_bucket_start(integer, timestamptz) IS 'Start of the bucket of some calendar months (UTC, counted from January 1970) that holds a time.';
