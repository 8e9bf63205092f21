-- What lies before of a layer is kept by no known policy, of whatever series; NULL for nothing: something is kept for ever, or to be archived first, which only
-- the service can, or no policy is for all series. The longest policy decides, whether or not a series matches it. Callers: rollup.enforce_policies.
CREATE OR REPLACE FUNCTION rollup.layer_cutoff(p_tier text, p_now timestamptz)
RETURNS timestamptz
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE
        WHEN bool_or(p.series_pattern IS NULL) AND bool_and(p.keep IS NOT NULL AND p.action = 'delete')
            THEN min((p_now AT TIME ZONE 'UTC' - p.keep) AT TIME ZONE 'UTC')
    END
    FROM rollup.known_policy AS p
    WHERE p.tier = p_tier
$$;

COMMENT ON FUNCTION rollup.layer_cutoff(text, timestamptz) IS 'What lies before of a layer is kept by no known policy; NULL for nothing.';
