-- Count, sum and centred second moment of values in one pass, by the server's own stable transition function for
-- float8 (Youngs and Cramer). State and result: {count, sum, sum of (value - mean)^2}.
DO $$
BEGIN
    IF to_regprocedure('rollup.partial_stats(double precision)') IS NULL THEN
        CREATE AGGREGATE rollup.partial_stats(double precision) (
            SFUNC = float8_accum,
            STYPE = double precision[],
            COMBINEFUNC = float8_combine,
            INITCOND = '{0,0,0}',
            PARALLEL = SAFE
        );
    END IF;
END
$$;

COMMENT ON AGGREGATE rollup.partial_stats(double precision) IS 'Values to {count, sum, centred second moment}.';
