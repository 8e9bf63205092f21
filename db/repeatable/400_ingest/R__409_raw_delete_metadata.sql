-- Removes the metadata of points, if they have any. Most series never have metadata, so first only those are looked for
-- that do. The bounds are literals so that only the partitions of the slice's years are locked.
-- Callers: raw.write_points and the functions that delete points.
CREATE OR REPLACE FUNCTION raw.delete_metadata(p_series integer[], p_time bigint[], p_source bigint[])
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_hull record;
    v_series integer[];
BEGIN
    SELECT raw.time_of(min(t)) AS lower, raw.time_of(max(t)) AS upper INTO v_hull FROM unnest(p_time) AS t;
    EXECUTE format(
        'SELECT array_agg(s.series_id) FROM (SELECT DISTINCT u AS series_id FROM unnest($1) AS u) AS s WHERE EXISTS ('
        'SELECT FROM raw.point_metadata AS m WHERE m.series_id = s.series_id AND m.time BETWEEN %L AND %L)',
        v_hull.lower, v_hull.upper)
    INTO v_series
    USING p_series;
    IF v_series IS NULL THEN
        RETURN;
    END IF;
    EXECUTE format(
        'DELETE FROM raw.point_metadata AS m'
        ' USING unnest($1, $2, $3) AS i (series_id, micros, source)'
        ' WHERE m.series_id = i.series_id AND m.time = raw.time_of(i.micros) AND m.source = coalesce(i.source, 0)'
        ' AND i.series_id = ANY ($4) AND m.time BETWEEN %L AND %L', v_hull.lower, v_hull.upper)
    USING p_series, p_time, p_source, v_series;
END
$$;

COMMENT ON FUNCTION raw.delete_metadata(integer[], bigint[], bigint[]) IS 'Removes the metadata of the given points.';
