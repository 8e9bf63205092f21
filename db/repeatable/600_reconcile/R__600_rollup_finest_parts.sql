-- The buckets of a tier that overlap [p_from, p_to) and end at or before its watermark, cut where the finest layer that is still
-- complete over them, for all of some series, changes. What the tier does not keep and what is sealed is in no part.
-- Callers: rollup.reconcile_tier.
CREATE OR REPLACE FUNCTION rollup.finest_parts(p_tier integer, p_series integer[], p_from timestamptz, p_to timestamptz)
RETURNS TABLE (layer_id integer, from_bucket timestamptz, to_bucket timestamptz)
LANGUAGE sql STABLE
AS $$
    WITH highest AS MATERIALIZED (
        SELECT array_agg(h.floor ORDER BY h.n) AS floors
        FROM (
            SELECT f.n, max(f.floor) AS floor
            FROM rollup.floor_classes(p_series) AS c
            CROSS JOIN LATERAL unnest(c.floors) WITH ORDINALITY AS f (floor, n)
            GROUP BY f.n
        ) AS h
    ), range AS (
        SELECT t.width,
            greatest(rollup.bucket_start(t.width, p_from), rollup.complete_from(t.width, h.floors[p_tier + 1])) AS lower,
            least(rollup.bucket_ceil(t.width, p_to), w.position) AS upper,
            h.floors
        FROM rollup.tier AS t
        JOIN rollup.watermark AS w ON w.tier_id = t.tier_id
        CROSS JOIN highest AS h
        WHERE t.tier_id = p_tier
    ), candidate AS (
        SELECT l.layer_id, l.n, r.lower, r.upper, rollup.complete_from(r.width, r.floors[l.layer_id + 1]) AS complete_from
        FROM range AS r
        CROSS JOIN LATERAL unnest(rollup.finer_layers(p_tier)) WITH ORDINALITY AS l (layer_id, n)
    ), part AS (
        SELECT c.layer_id, greatest(c.lower, c.complete_from) AS from_bucket,
            least(c.upper, min(c.complete_from) OVER (ORDER BY c.n DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS to_bucket
        FROM candidate AS c
    )
    SELECT p.layer_id::integer, p.from_bucket, p.to_bucket
    FROM part AS p
    WHERE p.from_bucket < p.to_bucket
    ORDER BY p.from_bucket
$$;

COMMENT ON FUNCTION rollup.finest_parts(integer, integer[], timestamptz, timestamptz) IS 'Buckets of a tier by the finest layer that is still complete over them.';
