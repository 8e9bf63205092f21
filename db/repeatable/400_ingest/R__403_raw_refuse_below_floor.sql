-- Keeps floors from moving until the transaction ends and raises SQLSTATE VA029 if any of the times lies below raw's floor of
-- its series: what is only left in aggregates cannot be changed as points are.
-- Locks: as raw.enter_floor. Callers: raw.write_sessions, raw.delete_points, raw.delete_session.
CREATE OR REPLACE FUNCTION raw.refuse_below_floor(p_series integer[], p_time timestamptz[])
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_floor timestamptz := (
        SELECT max(f.floor)
        FROM unnest(raw.enter_floor(p_series), p_time) AS f (floor, time)
        WHERE f.time < f.floor);
BEGIN
    IF v_floor IS NOT NULL THEN
        RAISE EXCEPTION 'single points are kept from % on', to_char(v_floor AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
            USING ERRCODE = 'VA029';
    END IF;
END
$$;

COMMENT ON FUNCTION raw.refuse_below_floor(integer[], timestamptz[]) IS 'Raises SQLSTATE VA029 if a time lies below raw''s floor of its series.';
