-- Whether two profiles have the same cells, but that values at the very border of two cells may be in either: another C library may round their
-- logarithm the other way. So up to each cell the one has no fewer than the other up to the cell below, and no more than up to the one above.
CREATE OR REPLACE FUNCTION rollup.cells_agree(
    p_keys integer[],
    p_counts bigint[],
    p_other_keys integer[],
    p_other_counts bigint[])
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT coalesce(bool_and(c.upto BETWEEN c.below AND c.above), true)
    FROM (
        SELECT sum(a.n) OVER (ORDER BY a.key) AS upto,
            (SELECT coalesce(sum(b.n), 0) FROM unnest(p_other_keys, p_other_counts) AS b (key, n) WHERE b.key <= a.key - 1) AS below,
            (SELECT coalesce(sum(b.n), 0) FROM unnest(p_other_keys, p_other_counts) AS b (key, n) WHERE b.key <= a.key + 1) AS above
        FROM unnest(p_keys, p_counts) AS a (key, n)
    ) AS c
$$;

COMMENT ON FUNCTION rollup.cells_agree(integer[], bigint[], integer[], bigint[]) IS 'Whether two profiles have the same cells, but for values at the border of two.';
