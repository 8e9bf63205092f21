-- Asks for a range to be rebuilt from what is left of its points; rollup.run_backfills, or a service, does it bit by bit. Returns its id: how far it has
-- come is in rollup.backfill. p_series: names, globs and ^regular expressions$, divided by commas; NULL for all. SQLSTATE VA038: such a range, or
-- such series, cannot be asked for. Callers: psql.
CREATE OR REPLACE FUNCTION rollup.request_backfill(
    p_from timestamptz,
    p_to timestamptz,
    p_series text DEFAULT NULL,
    p_now timestamptz DEFAULT clock_timestamp())
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_id bigint;
BEGIN
    IF (p_from >= '1900-01-01Z' AND p_from < p_to AND p_to <= '2200-01-01Z') IS NOT TRUE THEN
        RAISE EXCEPTION 'a range of time is from 1900 to 2200, and ends after it begins' USING ERRCODE = 'VA038';
    END IF;
    IF p_series IS NOT NULL AND rollup.pattern_items(p_series) IS NULL THEN
        RAISE EXCEPTION 'p_series is a list of names, globs (with *) and simple regular expressions (^..$)'
            USING ERRCODE = 'VA038', HINT = 'The service takes any regular expression: POST /api/operations/backfill.';
    END IF;
    INSERT INTO rollup.backfill (series_pattern, from_time, to_time, created_at)
    VALUES (p_series, p_from, p_to, p_now)
    RETURNING backfill_id INTO v_id;
    RETURN v_id;
END
$$;

COMMENT ON FUNCTION rollup.request_backfill(timestamptz, timestamptz, text, timestamptz) IS 'Asks for a range to be rebuilt (SQLSTATE VA038 where it cannot be); returns its id.';
