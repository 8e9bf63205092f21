-- The earliest time stored in a layer within [p_from, p_to), NULL if there is none: how a refresh jumps over empty
-- stretches. Callers: rollup.refresh_forward.
CREATE OR REPLACE FUNCTION rollup.next_stored_time(p_layer integer, p_from timestamptz, p_to timestamptz)
RETURNS timestamptz
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_next timestamptz;
BEGIN
    EXECUTE (
        SELECT format('SELECT min(%1$I) FROM %2$s WHERE %1$I >= %3$L AND %1$I < %4$L', time_column, relation, p_from, p_to)
        FROM rollup.layer_table(p_layer))
    INTO v_next;
    RETURN v_next;
END
$$;

COMMENT ON FUNCTION rollup.next_stored_time(integer, timestamptz, timestamptz) IS 'The earliest time stored in a layer within a range, NULL for none.';
