-- Makes the profiles of some stretches of a tier's buckets again from a layer that is complete over them. A bucket left without points loses its
-- profile. Callers: rollup.renew_profiles, rollup.make_profiles_singly, in subtransactions.
-- Every stretch is looked up by key: joining on the series alone compares each stretch with all that a series has.
-- Compiling takes longer than making them.
CREATE OR REPLACE FUNCTION rollup.make_profiles(
    p_tier integer,
    p_source integer,
    p_series integer[],
    p_from timestamptz[],
    p_to timestamptz[])
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET enable_hashjoin = off
SET enable_mergejoin = off
SET jit = off
AS $$
DECLARE
    v_profile rollup.profile;
    v_hull record;
BEGIN
    SELECT * INTO STRICT v_profile FROM rollup.profile WHERE tier_id = p_tier;
    SELECT min(f) AS lower, max(t) AS upper INTO v_hull FROM unnest(p_from, p_to) AS r (f, t);
    EXECUTE format(
        'DELETE FROM %1$I.%2$I AS t USING unnest($1, $2, $3) AS r (series_id, lower, upper)'
        ' WHERE t.series_id = r.series_id AND t.bucket >= r.lower AND t.bucket < r.upper'
        ' AND t.bucket >= %3$L AND t.bucket < %4$L', v_profile.schema_name, v_profile.table_name, v_hull.lower, v_hull.upper)
    USING p_series, p_from, p_to;
    EXECUTE format(
        'INSERT INTO %I.%I %s', v_profile.schema_name, v_profile.table_name,
        rollup.profile_select(
            p_tier, p_source, v_hull.lower, v_hull.upper, true, ARRAY(SELECT x FROM catalog.text_series(p_series) AS x)))
    USING p_series, p_from, p_to;
END
$$;

COMMENT ON FUNCTION rollup.make_profiles(integer, integer, integer[], timestamptz[], timestamptz[]) IS 'Makes the profiles of some stretches of a tier''s buckets again from a layer.';
