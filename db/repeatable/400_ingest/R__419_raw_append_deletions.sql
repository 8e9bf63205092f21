-- Deletes points, given as arrays sorted by (series, time, source), as raw.append_points.
-- Callers: raw.delete_points, raw.delete_session.
CREATE OR REPLACE FUNCTION raw.append_deletions(
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
    SELECT raw.append_points(
        p_fence, p_generation, p_now, p_series, p_time, p_source, array_fill(NULL::double precision, ARRAY[cardinality(p_series)]))
$$;

COMMENT ON FUNCTION raw.append_deletions(timestamptz, bigint, timestamptz, integer[], timestamptz[], bigint[]) IS 'Deletes points with their metadata and logs what that made out of date.';
