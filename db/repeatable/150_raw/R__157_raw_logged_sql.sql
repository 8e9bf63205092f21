-- The parts of a WITH clause that read the log of batches: logged, the newest entry of each point in [p_from, p_to)
-- (a NULL value: deleted), and touched, the series and hours it has entries for. Chunks of other hours hold nothing
-- that the log overrides. Parameters: as raw.point_sql. The series of each point are looked up by hash: a comparison with
-- each of an array's never ends for a hundred thousand. IS TRUE keeps it that: a join would be a nested loop in a plan that does
-- not know how few the points of the log are. Where few series are asked for, rows of the log that have none of them are told by a look at
-- their series, before they are unnested. p_rows is a condition over the rows b of the log.
CREATE OR REPLACE FUNCTION raw.logged_sql(p_series text, p_from text, p_to text, p_rows text DEFAULT 'true')
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format($sql$
        logged AS MATERIALIZED (%s
        ), touched AS MATERIALIZED (
            SELECT DISTINCT l.series_id, raw.hour_of(l.time) AS hour FROM logged AS l
        )$sql$,
        raw.newest_sql(
            raw.batches_in_sql(p_series, p_from, p_to) || ' WHERE ' || p_rows
                || coalesce(' AND (cardinality(' || p_series || ') > 4 OR b.series && ' || p_series || ')', ''),
            format(
                'e.time >= %s AND e.time < %s%s',
                p_from, p_to, coalesce(' AND (e.series_id IN (SELECT unnest(' || p_series || '))) IS TRUE', ''))))
$$;

COMMENT ON FUNCTION raw.logged_sql(text, text, text, text) IS 'WITH parts that read the log of batches: the newest entry of each point, and the hours touched.';
