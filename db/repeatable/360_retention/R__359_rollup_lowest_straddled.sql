-- The lowest bucket over raw's floor that would be sealed, or whose profile would, if a layer's floor were p_floor: points above raw's floor
-- are written as ever, and no layer could bring them into that bucket. No row if there is none, NULL never.
-- Callers: rollup.floor_limit.
CREATE OR REPLACE FUNCTION rollup.lowest_straddled(p_layer integer, p_floor timestamptz, p_series integer[])
RETURNS TABLE (tier text, bucket timestamptz)
LANGUAGE sql STABLE
AS $$
    WITH class AS (
        SELECT c.floors[:p_layer] || greatest(c.floors[p_layer + 1], p_floor) || c.floors[p_layer + 2:] AS floors
        FROM rollup.floor_classes(p_series) AS c
    ), straddled AS (
        SELECT t.tier_id, t.name, rollup.bucket_start(t.width, c.floors[1]) AS bucket, c.floors
        FROM class AS c
        CROSS JOIN rollup.tier AS t
        WHERE p_layer = ANY (rollup.finer_layers(t.tier_id)) AND isfinite(c.floors[1])
            AND (rollup.sealed_until(t.tier_id, c.floors) > c.floors[1] OR EXISTS (
                SELECT FROM rollup.profile AS p
                WHERE p.tier_id = t.tier_id AND rollup.profile_sealed_until(t.tier_id, c.floors) > c.floors[1]
                    AND p.begins <= rollup.bucket_start(t.width, c.floors[1])))
    )
    SELECT s.name, s.bucket
    FROM straddled AS s
    WHERE s.bucket < p_floor AND s.bucket >= s.floors[s.tier_id + 1]
    ORDER BY s.bucket, s.tier_id
    LIMIT 1
$$;

COMMENT ON FUNCTION rollup.lowest_straddled(integer, timestamptz, integer[]) IS 'The lowest bucket over raw''s floor that a floor of a layer would seal.';
