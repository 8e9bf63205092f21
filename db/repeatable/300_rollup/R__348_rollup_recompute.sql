-- Recomputes whole buckets of some stretches of a tier from what a finer layer holds. A bucket left without points loses
-- its row, or is hidden if it is packed. Callers: rollup.refresh_invalidated, which holds the shard's lock.
-- Every stretch is looked up by key: joining on the series alone compares each stretch with all that a series has.
CREATE OR REPLACE FUNCTION rollup.recompute(
    p_tier integer,
    p_source integer,
    p_series integer[],
    p_from timestamptz[],
    p_to timestamptz[],
    p_now timestamptz)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
DECLARE
    v_hull record;
BEGIN
    SELECT min(f) AS lower, max(t) AS upper INTO v_hull FROM unnest(p_from, p_to) AS r (f, t);

    EXECUTE (
        SELECT format(
            'DELETE FROM %1$I.%2$I AS t USING unnest($1, $2, $3) AS r (series_id, lower, upper)'
            ' WHERE t.series_id = r.series_id AND t.bucket >= r.lower AND t.bucket < r.upper'
            ' AND t.bucket >= %3$L AND t.bucket < %4$L', schema_name, table_name, v_hull.lower, v_hull.upper)
        FROM rollup.tier
        WHERE tier_id = p_tier)
    USING p_series, p_from, p_to;

    EXECUTE rollup.fold_sql(p_tier, p_source, v_hull.lower, v_hull.upper, true, p_now)
    USING p_series, p_from, p_to;
    PERFORM rollup.hide_emptied(p_tier, p_series, p_from, p_to, p_now);
END
$$;

COMMENT ON FUNCTION rollup.recompute(integer, integer, integer[], timestamptz[], timestamptz[], timestamptz) IS 'Recomputes buckets of some stretches of a tier from a finer layer.';
