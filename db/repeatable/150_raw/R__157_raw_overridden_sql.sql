-- The SELECT of the points of a sub-select p_points of (series_id, time, source, value), each as the log has it if it has it:
-- a NULL value there says that it is deleted. Needs raw.logged_sql in the WITH clause.
-- A full join, because that is never a nested loop: all rows with all others is what the planner takes for any other join
-- as soon as it expects too few of them.
-- Callers: raw.settle_sql, rollup.fold_raw_sql.
CREATE OR REPLACE FUNCTION raw.overridden_sql(p_points text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format($sql$
            SELECT o.series_id, o.time, o.source, o.value
            FROM (
                SELECT series_id, time, source, CASE WHEN l.series_id IS NULL THEN p.value ELSE l.value END AS value
                FROM logged AS l
                FULL JOIN (%s) AS p USING (series_id, time, source)
            ) AS o
            WHERE o.value IS NOT NULL$sql$, p_points)
$$;

COMMENT ON FUNCTION raw.overridden_sql(text) IS 'The SELECT of points each as the log has it, if it has it.';
