-- Takes series that are about to be deleted out of custom rollups, with their groups, which no other series can have: series of a field go
-- together. Callers: catalog.delete_metric_type.
CREATE OR REPLACE FUNCTION rollup.forget_members(p_series integer[])
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_rollup record;
BEGIN
    FOR v_rollup IN
        SELECT m.rollup_id, array_agg(DISTINCT m.group_id) AS groups
        FROM rollup.custom_member AS m
        WHERE m.series_id = ANY (p_series)
        GROUP BY m.rollup_id
        ORDER BY m.rollup_id
    LOOP
        DELETE FROM rollup.custom_member AS m WHERE m.rollup_id = v_rollup.rollup_id AND m.group_id = ANY (v_rollup.groups);
        DELETE FROM rollup.custom_group AS g WHERE g.group_id = ANY (v_rollup.groups);
        DELETE FROM rollup.custom_invalidation AS i WHERE i.rollup_id = v_rollup.rollup_id AND i.group_id = ANY (v_rollup.groups);
        EXECUTE format('DELETE FROM custom.%I AS t WHERE t.group_id = ANY ($1)', 'rollup_' || v_rollup.rollup_id)
        USING v_rollup.groups;
        UPDATE rollup.custom SET generation = generation + 1 WHERE rollup_id = v_rollup.rollup_id;
    END LOOP;
END
$$;

COMMENT ON FUNCTION rollup.forget_members(integer[]) IS 'Takes series that are about to be deleted out of custom rollups.';
