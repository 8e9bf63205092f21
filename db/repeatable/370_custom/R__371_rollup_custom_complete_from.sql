-- From when on what a custom rollup is folded from is still complete over buckets of some groups, that is of all their members. Buckets that start
-- before are sealed: late points are merged into them, and they are never recomputed.
-- Callers: rollup.lose_custom, rollup.merge_custom.
CREATE OR REPLACE FUNCTION rollup.custom_complete_from(p_rollup integer, p_groups integer[])
RETURNS TABLE (group_id integer, complete_from timestamptz)
LANGUAGE sql STABLE
AS $$
    SELECT m.group_id, rollup.complete_from(c.width, greatest(f.position, max(s.position)))
    FROM rollup.custom AS c
    JOIN rollup.floor AS f ON f.layer_id = c.layer_id
    JOIN rollup.custom_member AS m ON m.rollup_id = c.rollup_id AND m.group_id = ANY (p_groups)
    LEFT JOIN rollup.series_floor AS s ON s.series_id = m.series_id AND s.layer_id = c.layer_id
    WHERE c.rollup_id = p_rollup
    GROUP BY m.group_id, c.width, f.position
$$;

COMMENT ON FUNCTION rollup.custom_complete_from(integer, integer[]) IS 'From when on the source of a custom rollup is complete over some groups.';
