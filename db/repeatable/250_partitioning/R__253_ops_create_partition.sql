-- Makes one partition, by pg_partman where it can be used, else by hand. Both do the same: a table like the parent,
-- then ATTACH, which lets readers and writers of the parent go on (SHARE UPDATE EXCLUSIVE); CREATE TABLE .. PARTITION OF
-- would lock them all out. The table is new and empty, so ATTACH has nothing to scan and no CHECK needs to spare it that;
-- there is no default partition it would have to scan either. Indexes and identity columns are left to ATTACH.
--
-- pg_partman makes those that are as wide as the layout says and lie on its grid; where one width follows another, and of hours, which it
-- would name like days, they are made by hand.
--
-- Must run in UTC with ISO dates (ops.make_partitions sees to it): pg_partman 4.7 and 5 take the time as the lower
-- bound as it is, and name the partition by the session's clock.
-- Locks: the parent SHARE UPDATE EXCLUSIVE, the new partition ACCESS EXCLUSIVE. Callers: ops.make_partitions.
CREATE OR REPLACE FUNCTION ops.create_partition(p_schema name, p_table name, p_from timestamptz, p_to timestamptz)
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_partman name := ops.partman_schema();
    v_partition name := p_table || to_char(
        p_from, CASE WHEN p_from = date_trunc('day', p_from) THEN '"_p"YYYYMMDD' ELSE '"_p"YYYYMMDD_HH24' END);
    v_on_grid boolean := (
        SELECT l.width >= interval '1 day' AND ops.partition_start(l.width, p_from) = p_from AND p_from + l.width = p_to
        FROM ops.partition_layout AS l
        WHERE l.schema_name = p_schema AND l.table_name = p_table);
BEGIN
    IF v_partman IS NOT NULL AND v_on_grid AND ops.register_with_partman(v_partman, p_schema, p_table) THEN
        -- Version 4 would analyze the whole table afterwards unless told not to; version 5 has no such parameter.
        EXECUTE format('SELECT %I.create_partition_time(p_parent_table => $1, p_partition_times => ARRAY[$2]%s)',
                       v_partman,
                       (SELECT CASE WHEN extversion LIKE '4.%' THEN ', p_analyze => false' ELSE '' END
                        FROM pg_extension WHERE extname = 'pg_partman'))
        USING p_schema || '.' || p_table, p_from;
    ELSE
        EXECUTE format('CREATE TABLE %I.%I (LIKE %I.%I INCLUDING ALL EXCLUDING INDEXES EXCLUDING IDENTITY)',
                       p_schema, v_partition, p_schema, p_table);
        EXECUTE format('ALTER TABLE %I.%I ATTACH PARTITION %I.%I FOR VALUES FROM (%L) TO (%L)',
                       p_schema, p_table, p_schema, v_partition, p_from, p_to);
    END IF;
END
$$;

COMMENT ON FUNCTION ops.create_partition(name, name, timestamptz, timestamptz) IS
    'Makes the partition of p_schema.p_table from p_from to p_to, by pg_partman or by hand.';
