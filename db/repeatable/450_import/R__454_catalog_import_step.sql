-- The next stretch [from_time, to_time) of an imported table to be read, of about p_rows rows, none of them of p_now or later; nothing if all has been
-- read. p_after is the end of the one before; NULL for the first of a round, which begins the look-back before what has been
-- read already, but not below raw's floor, as nothing can be compared there.
-- Locks: the table's, as any SELECT. Callers: the service's imports, catalog.read_import.
CREATE OR REPLACE FUNCTION catalog.import_step(p_import catalog.imported_table, p_after timestamptz, p_now timestamptz, p_rows integer)
RETURNS TABLE (from_time timestamptz, to_time timestamptz)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_time record := catalog.import_time_sql(p_import);
    v_from timestamptz := coalesce(p_after, greatest(p_import.imported_until - p_import.look_back, timestamptz '1900-01-01 00:00:00+00'));
    v_first timestamptz;
    v_next timestamptz;
BEGIN
    SELECT greatest(v_from, max(f.position)) INTO v_from
    FROM (
        SELECT r.position FROM rollup.floor AS r WHERE r.layer_id = 0
        UNION ALL
        SELECT s.position
        FROM rollup.series_floor AS s
        JOIN catalog.import_stored_series(p_import) AS c USING (series_id)
        WHERE s.layer_id = 0
    ) AS f;
    IF v_from >= p_now THEN
        RETURN;
    END IF;
    EXECUTE format('SELECT min(s.time), max(s.time) FILTER (WHERE s.n = $3) FROM (SELECT %s AS time, row_number() OVER (ORDER BY r.%I) AS n'
        ' FROM %s AS r WHERE %s ORDER BY r.%2$I LIMIT $3) AS s', v_time.expression, p_import.time_column, p_import.relation, v_time.condition)
    INTO v_first, v_next USING v_from, p_now, p_rows;
    RETURN QUERY SELECT v_from, coalesce(greatest(v_next, v_first + interval '1 microsecond'), p_now);
END
$$;

COMMENT ON FUNCTION catalog.import_step(catalog.imported_table, timestamptz, timestamptz, integer) IS 'The next stretch of an imported table to be read, of about so many rows.';
