-- Points live in two places: a log of batches, cheap to append to, and settled chunks of one series and hour
-- (docs/adr/0013). raw.point becomes a view over both.
CREATE TABLE raw.batch (
    series_group integer NOT NULL,
    generation bigint NOT NULL,
    batch_id bigint GENERATED ALWAYS AS IDENTITY (INCREMENT BY 65536),
    first_time timestamptz NOT NULL,
    last_time timestamptz NOT NULL,
    series integer[] NOT NULL,
    times bigint[] NOT NULL,
    sources bigint[],
    values double precision[] NOT NULL,
    CONSTRAINT batch_pkey PRIMARY KEY (series_group, first_time, generation, batch_id),
    CONSTRAINT batch_span_check CHECK (last_time BETWEEN first_time AND first_time + interval '24 hours')
);
-- Whoever looks for points of a time has to look at rows that begin before it: for short ones, only at a few.
CREATE INDEX batch_long_idx ON raw.batch (series_group, first_time) WHERE last_time - first_time > interval '15 minutes';
-- Rows come and go all the time and are short: what is dead goes soon, what is longer than a page's quarter is not
-- worth the time to compress it.
ALTER TABLE raw.batch SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 5000);
ALTER TABLE raw.batch ALTER series SET STORAGE EXTERNAL, ALTER times SET STORAGE EXTERNAL,
    ALTER sources SET STORAGE EXTERNAL, ALTER "values" SET STORAGE EXTERNAL;

COMMENT ON TABLE raw.batch IS 'Log of written and deleted points that are not settled yet. A row holds up to 90 points of one request in one group of 64 series and at most 24 hours, ordered by (series, time, source). Of the same point in several rows the one with the higher (generation, batch_id) counts, and it counts before raw.chunk.';
COMMENT ON COLUMN raw.batch.series_group IS 'The series'' ids divided by 64.';
COMMENT ON COLUMN raw.batch.generation IS 'Generation of raw''s fence that the writer had joined; 0 for points taken out of chunks. Settled once it is drained.';
COMMENT ON COLUMN raw.batch.batch_id IS 'Order among the rows of a generation. A statement draws one number for all its rows and counts on from there, so that of two concurrent writes of the same points one wins as a whole.';
COMMENT ON COLUMN raw.batch.first_time IS 'Time of the earliest point.';
COMMENT ON COLUMN raw.batch.last_time IS 'Time of the latest point.';
COMMENT ON COLUMN raw.batch.series IS 'Series of each point.';
COMMENT ON COLUMN raw.batch.times IS 'Time of each point, microseconds since 1970.';
COMMENT ON COLUMN raw.batch.sources IS 'Source of each point; NULL when all are 0.';
COMMENT ON COLUMN raw.batch.values IS 'Value of each point; a NULL element says that the point is deleted.';

CREATE TABLE raw.chunk (
    series_id integer NOT NULL,
    hour timestamptz NOT NULL,
    point_count integer NOT NULL,
    first_time timestamptz NOT NULL,
    last_time timestamptz NOT NULL,
    time_step bigint,
    time_seconds smallint[],
    time_micros integer[],
    value_divisor double precision,
    value_base double precision,
    value_step double precision,
    value_small smallint[],
    value_wide integer[],
    value_exact double precision[],
    sources bigint[],
    CONSTRAINT chunk_pkey PRIMARY KEY (series_id, hour)
) PARTITION BY RANGE (hour);
-- For reading all series of an hour. Not on the column itself: without statistics the planner would take it for reading
-- one series as well.
CREATE INDEX chunk_hour_idx ON raw.chunk ((hour - timestamptz '1970-01-01 00:00:00+00'));

COMMENT ON TABLE raw.chunk IS 'Settled points, one row per series and hour, partitioned by month. Point i (from 0, ordered by (time, source)): its time is first_time + i * time_step, or from time_seconds or time_micros; its value is value_exact[i], or (value_base + i * value_step + value_small[i] or value_wide[i] or 0) / value_divisor, which is exact to the bit.';
COMMENT ON COLUMN raw.chunk.series_id IS 'The series, catalog.series.';
COMMENT ON COLUMN raw.chunk.hour IS 'Start of the hour, UTC.';
COMMENT ON COLUMN raw.chunk.point_count IS 'Number of points, at least 1.';
COMMENT ON COLUMN raw.chunk.first_time IS 'Time of the earliest point.';
COMMENT ON COLUMN raw.chunk.last_time IS 'Time of the latest point.';
COMMENT ON COLUMN raw.chunk.time_step IS 'Microseconds from point to point, if it is always the same; 0 for a single point.';
COMMENT ON COLUMN raw.chunk.time_seconds IS 'Seconds since the hour, if the times are not steady and all are whole seconds.';
COMMENT ON COLUMN raw.chunk.time_micros IS 'Microseconds since the middle of the hour, if the times are neither steady nor whole seconds.';
COMMENT ON COLUMN raw.chunk.value_divisor IS 'Power of ten that makes the values whole numbers; NULL with value_exact.';
COMMENT ON COLUMN raw.chunk.value_base IS 'What all values have in common, times the divisor.';
COMMENT ON COLUMN raw.chunk.value_step IS 'What each value has more than the one before, times the divisor; 0 for none.';
COMMENT ON COLUMN raw.chunk.value_small IS 'Offsets of the values from base and step, if they fit; none when all are 0.';
COMMENT ON COLUMN raw.chunk.value_wide IS 'Offsets of the values from base and step, if they do not fit value_small.';
COMMENT ON COLUMN raw.chunk.value_exact IS 'The values as they are, if they are not decimal numbers of few digits.';
COMMENT ON COLUMN raw.chunk.sources IS 'Source of each point; NULL when all are 0.';

-- Only rows over some 2 kB are compressed at all, by lz4 where the server was built with it.
DO $$
BEGIN
    ALTER TABLE raw.chunk ALTER time_seconds SET COMPRESSION lz4, ALTER time_micros SET COMPRESSION lz4,
        ALTER value_small SET COMPRESSION lz4, ALTER value_wide SET COMPRESSION lz4,
        ALTER value_exact SET COMPRESSION lz4, ALTER sources SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
    RAISE NOTICE 'this server has no lz4, long chunks are compressed by pglz';
END
$$;

-- What is stored already becomes batches older than all writers'; settling turns them into chunks.
INSERT INTO raw.batch (series_group, generation, first_time, last_time, series, times, sources, values)
SELECT series_group, 0, min(time), max(time), array_agg(series_id),
    array_agg((date_part('epoch', hour) * 1000000)::bigint + round(date_part('epoch', time - hour) * 1000000)::bigint),
    CASE WHEN bool_or(source <> 0) THEN array_agg(source) END, array_agg(value)
FROM (
    SELECT series_id >> 6 AS series_group, series_id, hour, time, source, value,
        (row_number() OVER (PARTITION BY series_id, hour ORDER BY time, source) - 1) / 90 AS part
    FROM (SELECT *, date_bin('1 hour', time, '1800-01-01 00:00Z') AS hour FROM raw.point) AS points
    ORDER BY series_id, time, source
) AS parts
GROUP BY series_group, series_id, hour, part;

-- The new table gets partitions like the old one's, so that what is stored can be settled.
DO $$
DECLARE
    v_old record;
    -- Where its configuration is not ours to delete from it stays, and does nothing: its maintenance is off.
    v_partman name := (
        SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
        JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = 'part_config'
        WHERE e.extname = 'pg_partman' AND has_schema_privilege(n.oid, 'USAGE')
          AND has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'DELETE'));
BEGIN
    FOR v_old IN
        SELECT 'chunk_' || substr(c.relname, length('point_') + 1) AS name, pg_get_expr(c.relpartbound, c.oid) AS bound
        FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'raw.point'::regclass
    LOOP
        EXECUTE format('CREATE TABLE raw.%I (LIKE raw.chunk INCLUDING ALL EXCLUDING INDEXES)', v_old.name);
        EXECUTE format('ALTER TABLE raw.chunk ATTACH PARTITION raw.%I %s', v_old.name, v_old.bound);
    END LOOP;
    IF v_partman IS NOT NULL THEN
        EXECUTE format('DELETE FROM %I.part_config WHERE parent_table = ''raw.point''', v_partman);
    END IF;
END
$$;

DROP VIEW IF EXISTS raw.series_point;
DROP TABLE raw.point;
DELETE FROM ops.partition_layout WHERE (schema_name, table_name) = ('raw', 'point');
INSERT INTO ops.partition_layout (schema_name, table_name, time_column, width, ahead)
VALUES ('raw', 'chunk', 'hour', '1 month', 2);

-- These have other results, parameters or no successor now.
DROP FUNCTION IF EXISTS rollup.enter_fence(integer);
DROP FUNCTION IF EXISTS rollup.layer_table(integer);
DROP FUNCTION IF EXISTS rollup.fold_sql(integer, text, timestamptz);
DROP FUNCTION IF EXISTS raw.begin_write(bigint);
DROP FUNCTION IF EXISTS raw.write_points(timestamptz, timestamptz, integer[], bigint[], bigint[], double precision[]);
DROP FUNCTION IF EXISTS raw.log_deletions(timestamptz, timestamptz, integer[], timestamptz[], timestamptz[]);
DROP FUNCTION IF EXISTS raw.delete_points(timestamptz, timestamptz, integer[], timestamptz, timestamptz);
DROP FUNCTION IF EXISTS raw.delete_session(timestamptz, timestamptz, uuid);
