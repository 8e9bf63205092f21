-- Whether a custom rollup has anything of groups of some series from below the floor of its source: of points that nothing else counts.
-- Callers: catalog.has_points.
CREATE OR REPLACE FUNCTION rollup.custom_outlives(p_series integer[])
RETURNS boolean
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_rollup record;
    v_found boolean := false;
BEGIN
    FOR v_rollup IN
        SELECT m.rollup_id, array_agg(DISTINCT m.group_id) AS groups
        FROM rollup.custom_member AS m
        WHERE m.series_id = ANY (p_series)
        GROUP BY m.rollup_id
    LOOP
        EXECUTE format(
            'SELECT EXISTS (SELECT FROM rollup.custom_complete_from($1, $2) AS f'
            ' JOIN custom.%I AS t ON t.group_id = f.group_id AND t.bucket < f.complete_from)', 'rollup_' || v_rollup.rollup_id)
        INTO v_found
        USING v_rollup.rollup_id, v_rollup.groups;
        EXIT WHEN v_found;
    END LOOP;
    RETURN v_found;
END
$$;

COMMENT ON FUNCTION rollup.custom_outlives(integer[]) IS 'Whether a custom rollup has anything of some series that its source does not have any more.';
