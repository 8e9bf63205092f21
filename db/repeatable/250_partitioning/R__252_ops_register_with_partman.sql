-- Puts a table under pg_partman, once. Returns whether pg_partman manages it the way ops.partition_layout says; where
-- somebody configured the table for pg_partman differently, it does not, and the built-in way makes the partitions.
--
-- Why not partman's create_parent(): it locks the table against everyone (ACCESS EXCLUSIVE), version 4 always adds a
-- default partition, the versions name partitions differently, and it cannot take over a table that has partitions
-- already. Its configuration row is all that its other functions need.
--
-- automatic_maintenance is off: partman's own background run would align new partitions to the time zone of whatever
-- session runs it, follow points far in the future out of our range, and search all of the newest partition for its
-- latest time. ops.ensure_partitions_ahead makes partitions ahead of time instead. No retention: rows go only when no
-- tier needs them.
-- Where our own width has changed since, the row follows; without the right to change it, the built-in way makes the partitions.
-- Locks: the configuration row. Callers: ops.create_partition.
CREATE OR REPLACE FUNCTION ops.register_with_partman(p_partman name, p_schema name, p_table name)
RETURNS boolean
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_version integer := (SELECT split_part(extversion, '.', 1) FROM pg_extension WHERE extname = 'pg_partman');
    v_layout ops.partition_layout;
    v_as_laid_out boolean;
BEGIN
    SELECT * INTO STRICT v_layout FROM ops.partition_layout WHERE schema_name = p_schema AND table_name = p_table;

    EXECUTE format('INSERT INTO %I.part_config (parent_table, control, partition_type, partition_interval, premake, '
                   'datetime_string, infinite_time_partitions, automatic_maintenance, jobmon) '
                   'VALUES ($1, $2, $3, $4, $5, ''YYYYMMDD'', true, ''off'', false) '
                   'ON CONFLICT (parent_table) DO NOTHING', p_partman)
    USING p_schema || '.' || p_table, v_layout.time_column,
          CASE WHEN v_version < 5 THEN 'native' ELSE 'range' END, v_layout.width::text, v_layout.ahead;

    IF has_table_privilege(format('%I.part_config', p_partman), 'UPDATE') THEN
        EXECUTE format('UPDATE %I.part_config SET partition_interval = $2 '
                       'WHERE parent_table = $1 AND datetime_string = ''YYYYMMDD'' AND partition_interval::interval <> $2::interval '
                       'AND partition_interval::interval = ANY ($3)', p_partman)
        USING p_schema || '.' || p_table, v_layout.width::text,
              ARRAY(SELECT d.was FROM ops.partition_width AS d WHERE d.schema_name = p_schema AND d.table_name = p_table);
    END IF;

    EXECUTE format('SELECT control = $2 AND partition_interval::interval = $3 AND datetime_string = ''YYYYMMDD'' '
                   'AND epoch = ''none'' FROM %I.part_config WHERE parent_table = $1', p_partman)
    INTO STRICT v_as_laid_out
    USING p_schema || '.' || p_table, v_layout.time_column, v_layout.width;
    RETURN v_as_laid_out;
END
$$;

COMMENT ON FUNCTION ops.register_with_partman(name, name, name) IS
    'Puts p_schema.p_table under pg_partman in schema p_partman; true if it is managed there as ops.partition_layout says.';
