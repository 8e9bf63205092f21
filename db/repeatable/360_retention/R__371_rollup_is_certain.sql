-- Whether it can be told here which policy of a layer is for which series: all patterns certainly mean the same in PostgreSQL (rollup.posix_of), one policy at most is for the rest, and
-- all services that run have the same configuration. Callers: rollup.series_cutoffs, rollup.enforce_policies.
CREATE OR REPLACE FUNCTION rollup.is_certain(p_tier text)
RETURNS boolean
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(bool_and(p.series_pattern IS NULL OR rollup.posix_of(p.series_pattern) IS NOT NULL), true)
        AND count(*) FILTER (WHERE p.series_pattern IS NULL) <= 1
        AND count(DISTINCT p.name) = count(*)
        AND (
            SELECT count(DISTINCT c.policies) <= 1
            FROM (
                SELECT jsonb_agg(jsonb_build_array(o.name, o.series_pattern, o.keep, o.match_order, o.action) ORDER BY o.name) AS policies
                FROM rollup.configured_policy AS o WHERE o.tier = p_tier GROUP BY o.instance
            ) AS c)
    FROM rollup.known_policy AS p
    WHERE p.tier = p_tier
$$;

COMMENT ON FUNCTION rollup.is_certain(text) IS 'Whether it can be told in SQL which policy of a layer is for which series.';
