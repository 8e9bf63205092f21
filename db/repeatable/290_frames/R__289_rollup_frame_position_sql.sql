-- The expression for how many buckets of a frame f, whose buckets have a width, begin before p_time; NULL if that is NULL.
-- Numbers of buckets are ascending; without gaps they are not stored, a bucket then has the position that is its number.
CREATE OR REPLACE FUNCTION rollup.frame_position_sql(p_width interval, p_time text)
RETURNS text
LANGUAGE sql IMMUTABLE STRICT
AS $$
    SELECT format(
        '(SELECT CASE WHEN f.buckets IS NULL THEN least(n.number, f.bucket_count)'
        ' ELSE width_bucket((n.number - 1)::smallint, f.buckets) END'
        ' FROM (SELECT CASE WHEN f.frame < %1$s'
        ' THEN least(ceil(date_part(''epoch'', %1$s - f.frame) / %2$s), 32767)::integer ELSE 0 END AS number) AS n)',
        p_time, date_part('epoch', p_width))
$$;

COMMENT ON FUNCTION rollup.frame_position_sql(interval, text) IS 'The expression for how many buckets of a frame begin before a time.';
