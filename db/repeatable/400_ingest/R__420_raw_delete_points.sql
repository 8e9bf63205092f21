-- Deletes the points of some series in [p_from, p_to) with their metadata and logs what that made out of date.
-- Returns how many points went. SQLSTATE VA029 if the range begins below raw's floor.
-- Callers: ingest, after raw.begin_write, whose results are p_fence and p_generation.
CREATE OR REPLACE FUNCTION raw.delete_points(
    p_fence timestamptz,
    p_generation bigint,
    p_now timestamptz,
    p_series integer[],
    p_from timestamptz,
    p_to timestamptz)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_gone record;
BEGIN
    PERFORM raw.refuse_below_floor(p_series, array_fill(p_from, ARRAY[cardinality(p_series)]));
    SELECT count(*) AS count, array_agg(p.series_id) AS series, array_agg(p.time) AS times, array_agg(p.source) AS sources
    INTO v_gone
    FROM (SELECT * FROM raw.points(p_series, p_from, p_to) AS s ORDER BY s.series_id, s.time, s.source) AS p;
    IF v_gone.count > 0 THEN
        PERFORM raw.append_deletions(p_fence, p_generation, p_now, v_gone.series, v_gone.times, v_gone.sources);
    END IF;
    RETURN v_gone.count;
END
$$;

COMMENT ON FUNCTION raw.delete_points(timestamptz, bigint, timestamptz, integer[], timestamptz, timestamptz) IS 'Deletes the points of some series within a range; returns how many.';
