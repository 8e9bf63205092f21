-- No layer has rows in [p_from, result): the earliest time stored within [p_from, p_to), or one a little before it; NULL if
-- there is none. How a refresh jumps over empty stretches. Callers: rollup.refresh_forward.
CREATE OR REPLACE FUNCTION rollup.next_stored_time(p_layer integer, p_from timestamptz, p_to timestamptz)
RETURNS timestamptz
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_next timestamptz;
BEGIN
    IF p_layer = 0 THEN
        EXECUTE format(
            'SELECT least('
            ' (SELECT min(b.first_time) FROM raw.batch AS b WHERE b.first_time >= %1$L),'
            ' (SELECT min(raw.time_of(t)) %3$s, unnest(b.times) AS t WHERE raw.time_of(t) >= %1$L),'
            ' (SELECT greatest(c.hour, %1$L) FROM raw.chunk AS c'
            '  WHERE c.hour >= raw.hour_of(%1$L) AND c.hour < %2$L AND c.last_time >= %1$L ORDER BY c.hour - timestamptz ''1970-01-01 00:00:00+00'' LIMIT 1))',
            p_from, p_to, raw.batches_in_sql(NULL, format('%L::timestamptz', p_from), format('%L::timestamptz', p_from)))
        INTO v_next;
    ELSE
        EXECUTE (
            SELECT format('(SELECT bucket FROM %1$I.%2$I WHERE bucket >= %3$L AND bucket < %4$L'
                ' ORDER BY bucket - timestamptz ''1970-01-01 00:00:00+00'' LIMIT 1)', schema_name, table_name, p_from, p_to)
                || CASE WHEN frame IS NULL THEN '' ELSE format(
                    ' UNION ALL (SELECT greatest(frame, %3$L) FROM %1$I.%2$I WHERE frame >= rollup.bucket_start(%5$L, %3$L)'
                    ' AND frame < %4$L ORDER BY frame - timestamptz ''1970-01-01 00:00:00+00'' LIMIT 1) ORDER BY 1',
                    schema_name, coalesce(frame_table, ''), p_from, p_to, frame) END
            FROM rollup.tier
            WHERE tier_id = p_layer)
        INTO v_next;
    END IF;
    RETURN CASE WHEN v_next < p_to THEN v_next END;
END
$$;

COMMENT ON FUNCTION rollup.next_stored_time(integer, timestamptz, timestamptz) IS 'A time up to which a layer has no rows within a range, NULL if there are none at all.';
