-- The earliest bucket that the log says is, or will be, out of date, that begins before p_floor, and that only rows below it
-- of one layer can set right: if the layer's floor moved there, the bucket would be sealed with a wrong partial in it, or a wrong profile. An
-- entry of a tier concerns the tiers above as well, since they are recomputed after it. No row if there is none.
-- Callers: rollup.floor_limit.
CREATE OR REPLACE FUNCTION rollup.oldest_needed(p_layer integer, p_floor timestamptz, p_series integer[])
RETURNS TABLE (tier text, bucket timestamptz)
LANGUAGE sql STABLE
AS $$
    WITH entry AS MATERIALIZED (
        SELECT DISTINCT i.tier_id, i.series_id, i.from_bucket, i.to_bucket
        FROM rollup.profile_pending AS i
        WHERE i.from_bucket < p_floor AND (p_series IS NULL OR i.series_id = ANY (p_series))
    ), kept AS MATERIALIZED (
        SELECT e.series_id, rollup.floors(e.series_id) AS floors
        FROM (SELECT DISTINCT d.series_id FROM entry AS d) AS e
    ), sealed AS MATERIALIZED (
        SELECT t.tier_id, t.name, t.width, p.begins, f.floors, rollup.tier_path(t.tier_id) AS path,
            rollup.complete_from(t.width, f.floors[t.tier_id + 1]) AS complete_from,
            rollup.sealed_until(t.tier_id, f.floors, p_layer) AS partials,
            CASE WHEN p.tier_id IS NOT NULL THEN rollup.profile_sealed_until(p.tier_id, f.floors, p_layer) END AS profiles
        FROM (SELECT DISTINCT k.floors FROM kept AS k) AS f
        CROSS JOIN rollup.tier AS t
        LEFT JOIN rollup.profile AS p ON p.tier_id = t.tier_id AND p_layer = ANY (rollup.profile_layers(t.tier_id))
        WHERE p_layer = ANY (rollup.finer_layers(t.tier_id))
    ), concerned AS (
        SELECT s.*, e.to_bucket, greatest(rollup.bucket_start(s.width, e.from_bucket), s.complete_from) AS bucket
        FROM entry AS e
        JOIN kept AS k USING (series_id)
        JOIN sealed AS s ON s.floors = k.floors AND e.tier_id = ANY (s.path)
    ), needed AS (
        SELECT c.tier_id, c.name, c.bucket
        FROM concerned AS c
        WHERE c.bucket < c.to_bucket AND c.partials > c.bucket
        UNION ALL
        SELECT c.tier_id, c.name, greatest(c.bucket, c.begins)
        FROM concerned AS c
        WHERE greatest(c.bucket, c.begins) < c.to_bucket AND c.profiles > greatest(c.bucket, c.begins)
    )
    SELECT c.name, c.bucket
    FROM needed AS c
    WHERE c.bucket < p_floor
    ORDER BY c.bucket, c.tier_id
    LIMIT 1
$$;

COMMENT ON FUNCTION rollup.oldest_needed(integer, timestamptz, integer[]) IS 'The earliest bucket out of date that only one layer''s rows below a position can set right.';
