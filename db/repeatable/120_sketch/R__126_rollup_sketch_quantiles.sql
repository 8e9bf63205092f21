-- Quantiles of a sketch: as percentile_cont, between the values of the two neighbouring points, each within 1 % of the point's, and not
-- beyond the smallest and the largest value, which the bucket's partial has.
CREATE OR REPLACE FUNCTION rollup.sketch_quantiles(
    p_keys integer[],
    p_counts bigint[],
    p_fractions double precision[],
    p_min double precision,
    p_max double precision)
RETURNS double precision[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    WITH cell AS MATERIALIZED (
        SELECT least(greatest(rollup.sketch_value(u.key), p_min), p_max) AS value, sum(u.n) OVER (ORDER BY u.key) AS upto
        FROM unnest(p_keys, p_counts) AS u (key, n)
    ), place AS (
        SELECT f.ordinal, f.fraction * ((SELECT max(upto) FROM cell) - 1)::double precision AS place
        FROM unnest(p_fractions) WITH ORDINALITY AS f (fraction, ordinal)
    )
    SELECT array_agg(b.value + (p.place - floor(p.place)) * (a.value - b.value) ORDER BY p.ordinal)
    FROM place AS p
    CROSS JOIN LATERAL (SELECT min(c.value) AS value FROM cell AS c WHERE c.upto > floor(p.place)) AS b
    CROSS JOIN LATERAL (SELECT min(c.value) AS value FROM cell AS c WHERE c.upto > ceil(p.place)) AS a
$$;

COMMENT ON FUNCTION rollup.sketch_quantiles(integer[], bigint[], double precision[], double precision, double precision) IS 'Quantiles of a sketch, each within 1 % of the values it lies between.';
