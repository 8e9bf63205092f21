-- How wide partitions may be, the narrowest first: each divides days, or is whole weeks or calendar months, so that none cuts an hour.
-- Callers: ops.optimize_partition_interval.
CREATE OR REPLACE FUNCTION ops.partition_widths()
RETURNS interval[]
LANGUAGE sql IMMUTABLE
AS $$
    SELECT ARRAY['1 hour', '3 hours', '6 hours', '12 hours', '1 day', '7 days', '1 month', '3 months', '1 year']::interval[]
$$;

COMMENT ON FUNCTION ops.partition_widths() IS 'How wide partitions may be made, the narrowest first.';
