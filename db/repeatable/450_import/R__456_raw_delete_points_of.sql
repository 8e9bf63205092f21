-- Deletes points, given as arrays sorted by (series, time, source), with their metadata and logs what that made out of date. SQLSTATE VA029 if
-- one of them lies below raw's floor.
-- Callers: imports, after raw.begin_write, whose results are p_fence and p_generation.
CREATE OR REPLACE FUNCTION raw.delete_points_of(
    p_fence timestamptz,
    p_generation bigint,
    p_now timestamptz,
    p_series integer[],
    p_time timestamptz[],
    p_source bigint[])
RETURNS void
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT raw.refuse_below_floor(array_agg(u.series_id), array_agg(u.first_time))
    FROM (
        SELECT s.series_id, min(s.time) AS first_time FROM unnest(p_series, p_time) AS s (series_id, time) GROUP BY s.series_id
    ) AS u;
    SELECT raw.append_deletions(p_fence, p_generation, p_now, p_series, p_time, p_source)
$$;

COMMENT ON FUNCTION raw.delete_points_of(timestamptz, bigint, timestamptz, integer[], timestamptz[], bigint[]) IS 'Deletes points named by series, time and source.';
