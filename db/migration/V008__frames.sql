-- The buckets of the two finest tiers are packed, one row per series and hour or day (docs/adr/0014). Their tables of
-- single buckets become small and short-lived: what is new or recomputed and not packed yet. They need no partitions.
ALTER TABLE rollup.tier ADD frame interval, ADD frame_table name;
UPDATE rollup.tier SET (frame, frame_table) = ('1 hour', 'frame_1m') WHERE name = '1m';
UPDATE rollup.tier SET (frame, frame_table) = ('1 day', 'frame_5m') WHERE name = '5m';
ALTER TABLE rollup.tier ADD CONSTRAINT tier_frame_check CHECK ((frame IS NULL) = (frame_table IS NULL));
COMMENT ON COLUMN rollup.tier.frame IS 'Width of a frame, the stretch whose buckets are packed into one row; NULL if the tier is not packed.';
COMMENT ON COLUMN rollup.tier.frame_table IS 'Name of the table of frames, in the tier''s schema; NULL if the tier is not packed.';

CREATE TABLE bronze.frame_1m (
    series_id integer NOT NULL,
    frame timestamptz NOT NULL,
    bucket_count integer NOT NULL,
    buckets smallint[],
    point_count integer,
    point_counts integer[],
    value_sums double precision[] NOT NULL,
    value_m2s double precision[] NOT NULL,
    value_mins double precision[] NOT NULL,
    value_maxs double precision[] NOT NULL,
    first_offset integer,
    first_offsets integer[],
    first_sources bigint[],
    first_values double precision[] NOT NULL,
    last_offset integer,
    last_offsets integer[],
    last_sources bigint[],
    last_values double precision[] NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT frame_1m_pkey PRIMARY KEY (series_id, frame)
) PARTITION BY RANGE (frame);
CREATE INDEX frame_1m_frame_idx ON bronze.frame_1m ((frame - timestamptz '1970-01-01 00:00:00+00'));

COMMENT ON TABLE bronze.frame_1m IS 'Packed partials of the buckets of one minute of one series and hour, partitioned by month. A row of bronze.rollup_1m for the same bucket counts instead.';
COMMENT ON COLUMN bronze.frame_1m.series_id IS 'The series, catalog.series.';
COMMENT ON COLUMN bronze.frame_1m.frame IS 'Start of the hour, UTC.';
COMMENT ON COLUMN bronze.frame_1m.bucket_count IS 'Number of buckets that have points, at least 1; the length of the arrays.';
COMMENT ON COLUMN bronze.frame_1m.buckets IS 'Which bucket of the frame, from 0; NULL when they are 0, 1, 2 and so on.';
COMMENT ON COLUMN bronze.frame_1m.point_count IS 'Number of points of every bucket; NULL when they differ.';
COMMENT ON COLUMN bronze.frame_1m.point_counts IS 'Number of points of each bucket, when they differ.';
COMMENT ON COLUMN bronze.frame_1m.value_sums IS 'Sums of the values.';
COMMENT ON COLUMN bronze.frame_1m.value_m2s IS 'Centred second moments.';
COMMENT ON COLUMN bronze.frame_1m.value_mins IS 'Smallest values.';
COMMENT ON COLUMN bronze.frame_1m.value_maxs IS 'Largest values.';
COMMENT ON COLUMN bronze.frame_1m.first_offset IS 'Microseconds from the start of every bucket to its earliest point; NULL when they differ.';
COMMENT ON COLUMN bronze.frame_1m.first_offsets IS 'Microseconds from the start of each bucket to its earliest point, when they differ.';
COMMENT ON COLUMN bronze.frame_1m.first_sources IS 'Sources of the earliest points; NULL when all are 0.';
COMMENT ON COLUMN bronze.frame_1m.first_values IS 'Values of the earliest points.';
COMMENT ON COLUMN bronze.frame_1m.last_offset IS 'Microseconds from the start of every bucket to its latest point; NULL when they differ.';
COMMENT ON COLUMN bronze.frame_1m.last_offsets IS 'Microseconds from the start of each bucket to its latest point, when they differ.';
COMMENT ON COLUMN bronze.frame_1m.last_sources IS 'Sources of the latest points; NULL when all are 0.';
COMMENT ON COLUMN bronze.frame_1m.last_values IS 'Values of the latest points.';
COMMENT ON COLUMN bronze.frame_1m.updated_at IS 'When the frame was last packed.';

CREATE TABLE silver.frame_5m (LIKE bronze.frame_1m INCLUDING COMMENTS,
    CONSTRAINT frame_5m_pkey PRIMARY KEY (series_id, frame)) PARTITION BY RANGE (frame);
CREATE INDEX frame_5m_frame_idx ON silver.frame_5m ((frame - timestamptz '1970-01-01 00:00:00+00'));
COMMENT ON TABLE silver.frame_5m IS 'Packed partials of the buckets of five minutes of one series and day, partitioned by month. A row of silver.rollup_5m for the same bucket counts instead.';
COMMENT ON COLUMN silver.frame_5m.frame IS 'Start of the day, UTC.';

-- Compressed by lz4 where the server was built with it.
DO $$
DECLARE
    v_column record;
BEGIN
    FOR v_column IN
        SELECT attrelid::regclass AS relation, attname FROM pg_attribute
        WHERE attrelid IN ('bronze.frame_1m'::regclass, 'silver.frame_5m'::regclass) AND attnum > 0
            AND atttypid IN (SELECT oid FROM pg_type WHERE typcategory = 'A')
    LOOP
        EXECUTE format('ALTER TABLE %s ALTER %I SET COMPRESSION lz4', v_column.relation, v_column.attname);
    END LOOP;
EXCEPTION WHEN feature_not_supported THEN
    RAISE NOTICE 'this server has no lz4, frames are compressed by pglz';
END
$$;

-- Single buckets: the same columns, unpartitioned; the old partitions' months go to the frames.
DO $$
DECLARE
    v_tier record;
    v_old record;
    -- Where its configuration is not ours to delete from it stays, and does nothing: its maintenance is off.
    v_partman name := (
        SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
        JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = 'part_config'
        WHERE e.extname = 'pg_partman' AND has_schema_privilege(n.oid, 'USAGE')
          AND has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'DELETE'));
BEGIN
    FOR v_tier IN SELECT schema_name, table_name, frame_table FROM rollup.tier WHERE frame IS NOT NULL LOOP
        FOR v_old IN
            SELECT v_tier.frame_table || substr(c.relname, length(v_tier.table_name::text) + 1) AS name,
                pg_get_expr(c.relpartbound, c.oid) AS bound
            FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = format('%I.%I', v_tier.schema_name, v_tier.table_name)::regclass
        LOOP
            EXECUTE format('CREATE TABLE %1$I.%2$I (LIKE %1$I.%3$I INCLUDING ALL EXCLUDING INDEXES)',
                v_tier.schema_name, v_old.name, v_tier.frame_table);
            EXECUTE format('ALTER TABLE %1$I.%2$I ATTACH PARTITION %1$I.%3$I %4$s',
                v_tier.schema_name, v_tier.frame_table, v_old.name, v_old.bound);
        END LOOP;
        EXECUTE format('CREATE TABLE %1$I.unpacked (LIKE %1$I.%2$I INCLUDING ALL EXCLUDING INDEXES)',
            v_tier.schema_name, v_tier.table_name);
        EXECUTE format('INSERT INTO %1$I.unpacked SELECT * FROM %1$I.%2$I', v_tier.schema_name, v_tier.table_name);
        EXECUTE format('DROP TABLE %I.%I CASCADE', v_tier.schema_name, v_tier.table_name);
        EXECUTE format('ALTER TABLE %I.unpacked RENAME TO %I', v_tier.schema_name, v_tier.table_name);
        EXECUTE format('ALTER TABLE %1$I.%2$I ADD CONSTRAINT %3$I PRIMARY KEY (series_id, bucket)',
            v_tier.schema_name, v_tier.table_name, v_tier.table_name || '_pkey');
        -- As with chunks, not on the column itself: the planner would take it for reading one series as well.
        EXECUTE format('CREATE INDEX %3$I ON %1$I.%2$I ((bucket - timestamptz ''1970-01-01 00:00:00+00''))',
            v_tier.schema_name, v_tier.table_name, v_tier.table_name || '_bucket_idx');
        EXECUTE format('ALTER TABLE %I.%I SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 5000)',
            v_tier.schema_name, v_tier.table_name);
        IF v_partman IS NOT NULL THEN
            EXECUTE format('DELETE FROM %I.part_config WHERE parent_table = $1', v_partman)
            USING v_tier.schema_name || '.' || v_tier.table_name;
        END IF;
        UPDATE ops.partition_layout SET table_name = v_tier.frame_table, time_column = 'frame'
        WHERE schema_name = v_tier.schema_name AND table_name = v_tier.table_name;
    END LOOP;
END
$$;
COMMENT ON TABLE bronze.rollup_1m IS 'Partials of the points of one series in buckets of one minute that are not packed into bronze.frame_1m yet, or count instead of what is packed there. Text series: only count, first and last mean something.';
COMMENT ON TABLE silver.rollup_5m IS 'Partials of the points of one series in buckets of five minutes that are not packed into silver.frame_5m yet, or count instead of what is packed there. Text series: only count, first and last mean something.';
COMMENT ON COLUMN bronze.rollup_1m.point_count IS 'Number of points in the bucket; 0 hides a bucket that is packed and has no points any more.';
COMMENT ON COLUMN silver.rollup_5m.point_count IS 'Number of points in the bucket; 0 hides a bucket that is packed and has no points any more.';
