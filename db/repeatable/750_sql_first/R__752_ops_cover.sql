-- Notes which stretch a step of a run was about, for the ledger; returns the rows it wrote. Callers: the procedures of this layer.
CREATE OR REPLACE FUNCTION ops.cover(p_run bigint, p_from timestamptz, p_to timestamptz, p_rows bigint)
RETURNS bigint
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
    UPDATE ops.run SET window_from = least(window_from, p_from), window_to = greatest(window_to, p_to)
    WHERE run_id = p_run AND p_from > '-infinity';
    SELECT p_rows;
$$;

COMMENT ON FUNCTION ops.cover(bigint, timestamptz, timestamptz, bigint) IS 'Notes which stretch a step of a run was about, and returns the rows it wrote.';
