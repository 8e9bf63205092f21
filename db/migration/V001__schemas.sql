CREATE SCHEMA catalog;
CREATE SCHEMA raw;
CREATE SCHEMA bronze;
CREATE SCHEMA silver;
CREATE SCHEMA gold;
CREATE SCHEMA platinum;
CREATE SCHEMA rollup;
CREATE SCHEMA ops;

COMMENT ON SCHEMA catalog IS 'What is measured: metric types, their fields, series, sessions, text values.';
COMMENT ON SCHEMA raw IS 'Points as they came in, one row per (series, time, source).';
COMMENT ON SCHEMA bronze IS 'Rollups of one minute.';
COMMENT ON SCHEMA silver IS 'Rollups of five minutes.';
COMMENT ON SCHEMA gold IS 'Rollups of one hour.';
COMMENT ON SCHEMA platinum IS 'Rollups of one day, week, month and year.';
COMMENT ON SCHEMA rollup IS 'How tiers are kept right: fences, watermarks, the invalidation log, refresh.';
COMMENT ON SCHEMA ops IS 'Running the database: partitions and statistics.';
