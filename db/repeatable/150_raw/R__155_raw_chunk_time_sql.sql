-- The expression for the time of the point of a chunk c that has the ordinal p_ordinal, counting from 0.
CREATE OR REPLACE FUNCTION raw.chunk_time_sql(p_ordinal text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format(
        'coalesce(c.first_time + %1$s * c.time_step * interval ''1 microsecond'','
        ' c.hour + c.time_seconds[%1$s + 1] * interval ''1 second'','
        ' c.hour + (c.time_micros[%1$s + 1] + 1800000000::bigint) * interval ''1 microsecond'')', p_ordinal)
$$;

COMMENT ON FUNCTION raw.chunk_time_sql(text) IS 'The expression for the time of one point of a chunk.';
