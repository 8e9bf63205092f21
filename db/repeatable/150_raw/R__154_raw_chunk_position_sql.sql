-- The expression for how many points of a chunk c come before p_time; NULL if that is NULL. Points are in order.
CREATE OR REPLACE FUNCTION raw.chunk_position_sql(p_time text)
RETURNS text
LANGUAGE sql IMMUTABLE STRICT
AS $$
    SELECT format(
        'CASE WHEN %1$s <= c.first_time THEN 0 WHEN %1$s > c.last_time THEN c.point_count'
        ' WHEN c.time_step IS NOT NULL THEN ceil(round(date_part(''epoch'', %1$s - c.first_time) * 1000000) / c.time_step)::integer'
        ' WHEN c.time_seconds IS NOT NULL THEN width_bucket((ceil(date_part(''epoch'', %1$s - c.hour)) - 1)::smallint, c.time_seconds)'
        ' ELSE width_bucket((round(date_part(''epoch'', %1$s - c.hour) * 1000000) - 1800000001)::integer, c.time_micros) END', p_time)
$$;

COMMENT ON FUNCTION raw.chunk_position_sql(text) IS 'The expression for how many points of a chunk come before a time.';
