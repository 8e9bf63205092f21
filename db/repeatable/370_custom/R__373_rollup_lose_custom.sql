-- Notes of stretches of a custom rollup's groups, as far as what it is folded from is not complete over them any more, that they are out of date
-- for good: nobody uses them, and nothing recomputes them.
-- What is noted already is not noted again.
-- Callers: who holds the rollup's lock.
CREATE OR REPLACE FUNCTION rollup.lose_custom(
    p_rollup integer,
    p_groups integer[],
    p_from timestamptz[],
    p_to timestamptz[],
    p_now timestamptz)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM rollup.custom AS c JOIN rollup.floor AS f ON f.layer_id = c.layer_id
        WHERE c.rollup_id = p_rollup AND f.generation > 0) THEN
        RETURN;
    END IF;
    INSERT INTO rollup.custom_invalidation (rollup_id, group_id, from_bucket, to_bucket, logged_at, is_lost)
    SELECT p_rollup, s.group_id, s.from_bucket, least(s.to_bucket, f.complete_from), p_now, true
    FROM unnest(p_groups, p_from, p_to) AS s (group_id, from_bucket, to_bucket)
    JOIN rollup.custom_complete_from(p_rollup, p_groups) AS f USING (group_id)
    WHERE s.from_bucket < least(s.to_bucket, f.complete_from)
        AND NOT EXISTS (
            SELECT FROM rollup.custom_invalidation AS i
            WHERE i.is_lost AND i.group_id = s.group_id AND i.rollup_id = p_rollup
                AND i.from_bucket <= s.from_bucket AND i.to_bucket >= least(s.to_bucket, f.complete_from));
END
$$;

COMMENT ON FUNCTION rollup.lose_custom(integer, integer[], timestamptz[], timestamptz[], timestamptz) IS 'Notes which buckets of a custom rollup are out of date for good, since the source is gone.';
