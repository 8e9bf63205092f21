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
    ), concerned AS (
        SELECT t.tier_id, t.name, p.tier_id AS profile_id, e.to_bucket, s.floors,
            greatest(rollup.bucket_start(t.width, e.from_bucket), rollup.complete_from(t.width, s.floors[t.tier_id + 1])) AS bucket, p.begins
        FROM rollup.tier AS t
        JOIN entry AS e ON e.tier_id = ANY (rollup.tier_path(t.tier_id))
        LEFT JOIN rollup.profile AS p ON p.tier_id = t.tier_id AND p_layer = ANY (rollup.profile_layers(t.tier_id))
        CROSS JOIN LATERAL (SELECT rollup.floors(e.series_id)) AS s (floors)
        WHERE p_layer = ANY (rollup.finer_layers(t.tier_id))
    ), needed AS (
        SELECT c.tier_id, c.name, c.bucket
        FROM concerned AS c
        WHERE c.bucket < c.to_bucket AND rollup.sealed_until(c.tier_id, c.floors, p_layer) > c.bucket
        UNION ALL
        SELECT c.tier_id, c.name, greatest(c.bucket, c.begins)
        FROM concerned AS c
        WHERE greatest(c.bucket, c.begins) < c.to_bucket
            AND rollup.profile_sealed_until(c.profile_id, c.floors, p_layer) > greatest(c.bucket, c.begins)
    )
    SELECT c.name, c.bucket
    FROM needed AS c
    WHERE c.bucket < p_floor
    ORDER BY c.bucket, c.tier_id
    LIMIT 1
$$;

COMMENT ON FUNCTION rollup.oldest_needed(integer, timestamptz, integer[]) IS 'The earliest bucket out of date that only one layer''s rows below a position can set right.';
