-- The FROM clause of the rows b, and where they are (tid), of the log that may hold points of some series in [p_from, p_to). Rows that span more than a
-- quarter of an hour are few and have an index of their own, so that nobody has to look through a whole day of short
-- ones before p_from. Rows of the groups of the series: of one of each group will do. Parameters: as raw.point_sql.
CREATE OR REPLACE FUNCTION raw.batches_in_sql(p_series text, p_from text, p_to text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format('FROM (%s UNION ALL %s) AS b', format(select_sql, '15 minutes', '<='), format(select_sql, '24 hours', '>'))
    FROM (SELECT format(
        'SELECT b.*, b.ctid AS tid FROM raw.batch AS b WHERE b.first_time < %2$s AND b.first_time >= %1$s - interval %%1$L AND b.last_time >= %1$s'
        ' AND b.last_time - b.first_time %%2$s interval ''15 minutes''%3$s',
        p_from, p_to, coalesce(
            ' AND b.series_group = ANY (ARRAY(SELECT DISTINCT raw.series_group(g) FROM unnest(' || p_series || ') AS g))', ''))) AS f (select_sql)
$$;

COMMENT ON FUNCTION raw.batches_in_sql(text, text, text) IS 'The FROM clause of the rows of the log that may hold points of a range.';
