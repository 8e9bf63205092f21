-- Makes the partitions that the given times need in every table of ops.partition_layout, and the ones ahead of them if
-- p_ahead. Must be its own transaction, READ COMMITTED: partitions must be committed before somebody writes to them, and
-- no writer should hold the lock below while it works.
--
-- Whoever finds nothing missing takes no lock. Else one transaction-level advisory lock lets one session create at a
-- time, and a statement after it looks again: another session may have made the partitions while this one waited.
-- Some ten locks per month are held to the end, so keep it to a few dozen months per transaction.
-- Raises VA025 for a time outside 1900 .. 2200, VA026 if a partition cannot be made because its name is taken.
-- It makes tables, so it runs with the owner's rights; a role that only reads and writes may call it.
-- Locks: advisory; then as ops.create_partition. Callers: ops.ensure_partitions, ops.ensure_partitions_ahead.
CREATE OR REPLACE FUNCTION ops.make_partitions(p_times timestamptz[], p_ahead boolean)
RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
SET datestyle = 'ISO, YMD'
AS $$
DECLARE
    v_missing record;
    v_created integer := 0;
BEGIN
    IF EXISTS (SELECT FROM unnest(p_times) AS t (time)
               WHERE t.time IS NULL OR t.time < '1900-01-01 00:00Z' OR t.time >= '2200-01-01 00:00Z') THEN
        RAISE EXCEPTION 'times must be from 1900-01-01 up to, but not including, 2200-01-01 UTC'
            USING ERRCODE = 'VA025';
    END IF;
    IF NOT EXISTS (SELECT FROM ops.missing_partitions(p_times, p_ahead)) THEN
        RETURN 0;
    END IF;

    PERFORM pg_advisory_xact_lock(rollup.lock_key(5, 0, 0));
    FOR v_missing IN SELECT * FROM ops.missing_partitions(p_times, p_ahead) LOOP
        PERFORM ops.create_partition(v_missing.schema_name, v_missing.table_name, v_missing.from_time, v_missing.to_time);
        v_created := v_created + 1;
    END LOOP;

    -- pg_partman passes over a name that is taken without a word.
    SELECT m.* INTO v_missing
    FROM ops.missing_partitions(p_times, p_ahead) AS m
    WHERE ops.partman_schema() IS NOT NULL
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'table %.% has no partition from % and none could be made: its name is taken',
                v_missing.schema_name, v_missing.table_name, v_missing.from_time
            USING ERRCODE = 'VA026';
    END IF;
    RETURN v_created;
END
$$;

COMMENT ON FUNCTION ops.make_partitions(timestamptz[], boolean) IS
    'Makes the partitions that p_times (1900 up to 2200, else SQLSTATE VA025) need in every partitioned table, and the ones ahead of them if p_ahead; returns how many it made.';
