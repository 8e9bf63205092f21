-- The expression for the value of the point of a chunk c that has the ordinal p_ordinal, counting from 0.
CREATE OR REPLACE FUNCTION raw.chunk_value_sql(p_ordinal text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format(
        'coalesce(c.value_exact[%1$s + 1], (c.value_base + %1$s * c.value_step'
        ' + coalesce(c.value_small[%1$s + 1], c.value_wide[%1$s + 1], 0)) / c.value_divisor)', p_ordinal)
$$;

COMMENT ON FUNCTION raw.chunk_value_sql(text) IS 'The expression for the value of one point of a chunk.';
