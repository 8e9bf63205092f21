-- Hides packed buckets of some stretches that have no points any more, after the stretches were folded again: a row with
-- no points in the tier's table counts before what is packed. Nothing to do for a tier that is not packed.
-- Callers: rollup.recompute, under the shard's lock.
CREATE OR REPLACE FUNCTION rollup.hide_emptied(
    p_tier integer,
    p_series integer[],
    p_from timestamptz[],
    p_to timestamptz[],
    p_now timestamptz)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_tier rollup.tier;
    v_lower text;
    v_upper text;
BEGIN
    SELECT * INTO STRICT v_tier FROM rollup.tier WHERE tier_id = p_tier;
    IF v_tier.frame IS NULL THEN
        RETURN;
    END IF;
    SELECT format('%L::timestamptz', min(r.lower)), format('%L::timestamptz', max(r.upper)) INTO v_lower, v_upper
    FROM unnest(p_from, p_to) AS r (lower, upper);
    EXECUTE format(
        'INSERT INTO %1$I.%2$I'
        ' SELECT s.series_id, s.bucket, 0, 0, 0, 0, 0, s.bucket, 0, 0, s.bucket, 0, 0, %3$L::timestamptz'
        ' FROM unnest($1, $2, $3) AS stretch (series_id, lower, upper)'
        ' CROSS JOIN LATERAL (%4$s) AS s'
        ' ON CONFLICT (series_id, bucket) DO NOTHING',
        v_tier.schema_name, v_tier.table_name, p_now,
        rollup.decode_frames_sql(v_tier.width, rollup.frames_in_sql(
            p_tier, 'ARRAY[stretch.series_id]', 'stretch.lower', 'stretch.upper', v_lower, v_upper), 'stretch.lower', 'stretch.upper'))
    USING p_series, p_from, p_to;
END
$$;

COMMENT ON FUNCTION rollup.hide_emptied(integer, integer[], timestamptz[], timestamptz[], timestamptz) IS 'Hides packed buckets of stretches that were folded again and have no points any more.';
