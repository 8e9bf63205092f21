-- The earliest bucket of an active custom rollup that is, or will be, out of date, and that begins before p_floor: only its source, whose
-- floor is about to move there, can set it right. No row if there is none. What tiers have still to recompute of members of a rollup that is folded
-- from points counts for one that is not active too: once raw's floor has passed it, nothing would be logged of it (rollup.log_custom).
-- Callers: rollup.floor_limit.
CREATE OR REPLACE FUNCTION rollup.custom_needed(p_layer integer, p_floor timestamptz, p_series integer[])
RETURNS TABLE (name text, bucket timestamptz)
LANGUAGE sql STABLE
AS $$
    SELECT n.name, n.bucket
    FROM (
        SELECT c.name, greatest(i.from_bucket, c.begins) AS bucket, i.to_bucket
        FROM rollup.custom AS c
        JOIN rollup.custom_invalidation AS i ON i.rollup_id = c.rollup_id AND NOT i.is_lost
        WHERE c.layer_id = p_layer AND c.is_active AND i.from_bucket < p_floor
            AND (p_series IS NULL OR i.group_id IN (
                SELECT m.group_id FROM rollup.custom_member AS m WHERE m.rollup_id = c.rollup_id AND m.series_id = ANY (p_series)))
        UNION ALL
        SELECT c.name, greatest(rollup.bucket_start(c.width, i.from_bucket), c.begins), i.to_bucket
        FROM rollup.custom AS c
        JOIN rollup.custom_member AS m ON m.rollup_id = c.rollup_id
        JOIN rollup.invalidation AS i ON i.series_id = m.series_id AND i.tier_id = ANY (rollup.tier_path(c.source_id))
        WHERE c.layer_id = p_layer AND (c.is_active OR c.layer_id = 0) AND i.from_bucket < p_floor
            AND (p_series IS NULL OR i.series_id = ANY (p_series))
    ) AS n
    WHERE n.bucket < n.to_bucket AND n.bucket < p_floor
    ORDER BY n.bucket, n.name
    LIMIT 1
$$;

COMMENT ON FUNCTION rollup.custom_needed(integer, timestamptz, integer[]) IS 'The earliest bucket of a custom rollup that only rows of a layer below a position can set right.';
