-- Deletes the points of some series in [p_from, p_to) with their metadata and logs what that made out of date.
-- Returns how many points went. Callers: ingest, after raw.begin_write, whose result is p_fence.
CREATE OR REPLACE FUNCTION raw.delete_points(
    p_fence timestamptz,
    p_now timestamptz,
    p_series integer[],
    p_from timestamptz,
    p_to timestamptz)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_deleted bigint;
    v_series integer[];
    v_first timestamptz[];
    v_last timestamptz[];
BEGIN
    EXECUTE format(
        'DELETE FROM raw.point_metadata WHERE series_id = ANY ($1) AND time >= %L AND time < %L', p_from, p_to)
    USING p_series;
    EXECUTE format(
        'WITH gone AS ('
        ' DELETE FROM raw.point WHERE series_id = ANY ($1) AND time >= %L AND time < %L RETURNING series_id, time'
        '), hours AS ('
        ' SELECT series_id, count(*) AS points, min(time) AS first_time, max(time) AS last_time'
        ' FROM gone GROUP BY series_id, rollup.bucket_start(interval ''1 hour'', time)'
        ') SELECT coalesce(sum(points), 0), array_agg(series_id), array_agg(first_time), array_agg(last_time) FROM hours',
        p_from, p_to)
    INTO v_deleted, v_series, v_first, v_last
    USING p_series;
    PERFORM raw.log_deletions(p_fence, p_now, v_series, v_first, v_last);
    RETURN v_deleted;
END
$$;

COMMENT ON FUNCTION raw.delete_points(timestamptz, timestamptz, integer[], timestamptz, timestamptz) IS 'Deletes the points of some series within a range; returns how many.';
