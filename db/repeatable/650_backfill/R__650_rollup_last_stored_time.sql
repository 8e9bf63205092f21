-- The latest time in [p_from, p_to) from which on some layer has a row; NULL if there is none. How a backfill jumps over
-- stretches without anything. Callers: rollup.backfill_open.
CREATE OR REPLACE FUNCTION rollup.last_stored_time(p_from timestamptz, p_to timestamptz)
RETURNS timestamptz
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_tables text := (
        SELECT string_agg(format(
            '(SELECT %3$I FROM %1$I.%2$I WHERE %3$I >= %4$L AND %3$I < %5$L'
            ' ORDER BY %3$I - timestamptz ''1970-01-01 00:00:00+00'' DESC LIMIT 1)',
            l.schema_name, l.table_name, l.time_column, p_from, p_to), ' UNION ALL ')
        FROM rollup.layer_table AS l
        WHERE l.table_name <> 'point_metadata');
    v_last timestamptz;
BEGIN
    EXECUTE 'SELECT max(s.time) FROM (' || v_tables
        || ' UNION ALL (SELECT max(least(b.last_time, $2 - interval ''1 microsecond'')) FROM raw.batch AS b'
        || ' WHERE b.first_time < $2 AND b.last_time >= $1)) AS s (time)'
    INTO v_last
    USING p_from, p_to;
    RETURN v_last;
END
$$;

COMMENT ON FUNCTION rollup.last_stored_time(timestamptz, timestamptz) IS 'The latest time within a range from which on some layer has a row.';
