-- Whether an interval is more than nothing, and either whole calendar months or whole seconds, as widths and ages of buckets are.
CREATE OR REPLACE FUNCTION rollup.is_length(p_length interval)
RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $$
    SELECT p_length > '0' AND p_length <= '100 years' AND CASE
        WHEN m.months > 0 THEN p_length = make_interval(months => m.months)
        ELSE mod(date_part('epoch', p_length)::numeric, 1) = 0 END
    FROM (SELECT (date_part('year', p_length) * 12 + date_part('month', p_length))::integer AS months) AS m
$$;

COMMENT ON FUNCTION rollup.is_length(interval) IS 'Whether an interval is whole months, or whole seconds, and more than nothing.';
