-- How many rows a layer has (batches and chunks, single buckets and frames) in [p_from, p_to), but at most p_rows: looks at no
-- more of them. Callers: rollup.forward_step, rollup.refresh_forward.
CREATE OR REPLACE FUNCTION rollup.count_stored(p_layer integer, p_from timestamptz, p_to timestamptz, p_rows integer)
RETURNS integer
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_rows text;
    v_result integer;
BEGIN
    IF p_layer = 0 THEN
        v_rows := format(
            'SELECT FROM raw.batch AS b WHERE b.first_time < %2$s AND b.last_time >= %1$s UNION ALL SELECT %3$s',
            format('%L::timestamptz', p_from), format('%L::timestamptz', p_to),
            raw.chunks_in_sql(NULL, format('%L::timestamptz', p_from), format('%L::timestamptz', p_to),
                format('%L::timestamptz', p_from), format('%L::timestamptz', p_to)));
    ELSE
        v_rows := (
            SELECT format('SELECT FROM %I.%I AS t WHERE t.bucket >= %L AND t.bucket < %L', schema_name, table_name, p_from, p_to)
                || CASE WHEN frame IS NULL THEN '' ELSE ' UNION ALL SELECT ' || rollup.frames_in_sql(
                    p_layer, NULL, format('%L::timestamptz', p_from), format('%L::timestamptz', p_to),
                    format('%L::timestamptz', p_from), format('%L::timestamptz', p_to)) END
            FROM rollup.tier
            WHERE tier_id = p_layer);
    END IF;
    EXECUTE format('SELECT count(*)::integer FROM (SELECT FROM (%s) AS stored LIMIT $1) AS first', v_rows)
    INTO v_result
    USING p_rows;
    RETURN v_result;
END
$$;

COMMENT ON FUNCTION rollup.count_stored(integer, timestamptz, timestamptz, integer) IS 'How many rows a layer has in a range, up to so many.';
