-- How far a forward step of a tier from p_from goes: the tier's step where much is stored, up to a thousand times as far
-- where little is, so that eighteen years of a point a day are not six thousand transactions. Points of the log have to be
-- sorted to see which count; an hour of them at a time fits into memory where a day's would not. A step that ends at
-- p_limit anyway and is short is not looked into. Callers: rollup.refresh_forward.
CREATE OR REPLACE FUNCTION rollup.forward_step(p_tier rollup.tier, p_from timestamptz, p_limit timestamptz)
RETURNS interval
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_factor integer := 1024;
BEGIN
    IF p_tier.source_id = 0 AND p_tier.step > interval '1 hour' AND p_limit > p_from + interval '1 hour' AND (
        SELECT count(*) > 5000
        FROM (
            SELECT FROM raw.batch AS b
            WHERE b.first_time >= p_from AND b.first_time < p_from + p_tier.step
            LIMIT 5001
        ) AS first)
    THEN
        RETURN interval '1 hour';
    END IF;
    IF p_limit <= rollup.bucket_end(p_tier.step, p_from) THEN
        RETURN p_tier.step;
    END IF;
    WHILE v_factor > 1 AND rollup.stores_more(
        p_tier.source_id, p_from, least(p_limit, rollup.bucket_end(v_factor * p_tier.step, p_from)), 5000)
    LOOP
        v_factor := v_factor / 4;
    END LOOP;
    RETURN v_factor * p_tier.step;
END
$$;

COMMENT ON FUNCTION rollup.forward_step(rollup.tier, timestamptz, timestamptz) IS 'How far a forward step goes: further where little is stored.';
