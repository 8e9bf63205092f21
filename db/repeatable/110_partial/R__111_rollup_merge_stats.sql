-- Merges {count, sum, centred second moment} of disjoint sets of values, by the server's own combine function.
DO $$
BEGIN
    IF to_regprocedure('rollup.merge_stats(double precision[])') IS NULL THEN
        CREATE AGGREGATE rollup.merge_stats(double precision[]) (
            SFUNC = float8_combine,
            STYPE = double precision[],
            COMBINEFUNC = float8_combine,
            INITCOND = '{0,0,0}',
            PARALLEL = SAFE
        );
    END IF;
END
$$;

COMMENT ON AGGREGATE rollup.merge_stats(double precision[]) IS 'Merges {count, sum, centred second moment} of disjoint sets of values.';
