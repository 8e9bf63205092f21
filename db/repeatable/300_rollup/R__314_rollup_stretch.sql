-- The number of the stretch of time that a bucket which starts then belongs to in rollup.revision, by the width of its tier: days
-- for what is narrower than a day, else 32 days.
CREATE OR REPLACE FUNCTION rollup.stretch(p_width interval, p_start timestamptz)
RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT floor(date_part('epoch', p_start) / CASE WHEN p_width < interval '1 day' THEN 86400 ELSE 32 * 86400 END)::integer
$$;

COMMENT ON FUNCTION rollup.stretch(interval, timestamptz) IS 'Number of the stretch of time in rollup.revision that a bucket of this width belongs to.';
