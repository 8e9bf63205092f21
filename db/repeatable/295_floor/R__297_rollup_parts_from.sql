-- Which of some layers, the nearest first, is the first that is still complete over each part of some stretches of a tier's buckets. Buckets
-- below the tier's own floor are not kept, and over sealed ones none is complete: neither is in the result.
-- Callers: rollup.recompute_parts, rollup.profile_parts.
CREATE OR REPLACE FUNCTION rollup.parts_from(
    p_tier integer,
    p_layers smallint[],
    p_series integer[],
    p_from timestamptz[],
    p_to timestamptz[])
RETURNS TABLE (layer_id integer, series_id integer, from_bucket timestamptz, to_bucket timestamptz)
LANGUAGE sql STABLE
AS $$
    WITH stretch AS (
        SELECT s.n, s.series_id, s.to_bucket, t.width, f.floors,
            greatest(s.from_bucket, rollup.complete_from(t.width, f.floors[t.tier_id + 1])) AS from_bucket
        FROM unnest(p_series, p_from, p_to) WITH ORDINALITY AS s (series_id, from_bucket, to_bucket, n)
        JOIN rollup.tier AS t ON t.tier_id = p_tier
        CROSS JOIN LATERAL (SELECT rollup.floors(s.series_id)) AS f (floors)
    ), candidate AS (
        SELECT s.n, s.series_id, s.from_bucket, s.to_bucket, l.layer_id, l.nth,
            rollup.complete_from(s.width, s.floors[l.layer_id + 1]) AS complete_from
        FROM stretch AS s
        CROSS JOIN LATERAL unnest(p_layers) WITH ORDINALITY AS l (layer_id, nth)
    ), part AS (
        SELECT c.layer_id, c.series_id, greatest(c.from_bucket, c.complete_from) AS from_bucket,
            least(c.to_bucket, min(c.complete_from) OVER (
                PARTITION BY c.n ORDER BY c.nth ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS to_bucket
        FROM candidate AS c
    )
    SELECT p.layer_id::integer, p.series_id, p.from_bucket, p.to_bucket
    FROM part AS p
    WHERE p.from_bucket < p.to_bucket
$$;

COMMENT ON FUNCTION rollup.parts_from(integer, smallint[], integer[], timestamptz[], timestamptz[]) IS 'Which of some layers is complete over each part of some stretches of buckets.';
