-- How far a forward step of a tier from p_from goes: the tier's step where much is stored, up to a thousand times as far
-- where little is, so that eighteen years of a point a day are not six thousand transactions. p_window scales what much is, and below 1
-- the step itself, down to a frame or a bucket: so much took as long as it should (docs/adr/0031). Points of the log have to be
-- sorted to see which count; an hour of them at a time fits into memory where a day's would not. A step that ends at
-- p_limit anyway and is short is not looked into. Callers: rollup.refresh_forward, rollup.custom_forward.
CREATE OR REPLACE FUNCTION rollup.forward_step(
    p_tier rollup.tier,
    p_from timestamptz,
    p_limit timestamptz,
    p_window double precision)
RETURNS interval
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_factor integer := 1024;
    v_rows integer := greatest(1, 5000 * p_window);
    v_step interval := CASE
        WHEN p_window < 1 THEN greatest(
            make_interval(secs => date_part('epoch', p_tier.step) * p_window), coalesce(p_tier.frame, p_tier.width))
        ELSE p_tier.step
    END;
BEGIN
    IF p_tier.source_id = 0 AND v_step > interval '1 hour' AND p_limit > p_from + interval '1 hour' AND (
        SELECT count(*) > least(v_rows, 5000)
        FROM (
            SELECT FROM raw.batch AS b
            WHERE b.first_time >= p_from AND b.first_time < p_from + v_step
            LIMIT 5001
        ) AS first)
    THEN
        RETURN interval '1 hour';
    END IF;
    IF p_limit <= rollup.bucket_end(v_step, p_from) THEN
        RETURN v_step;
    END IF;
    WHILE v_factor > 1 AND rollup.count_stored(
        p_tier.source_id, p_from, least(p_limit, rollup.bucket_end(v_factor * v_step, p_from)), v_rows + 1) > v_rows
    LOOP
        v_factor := v_factor / 4;
    END LOOP;
    RETURN v_factor * v_step;
END
$$;

COMMENT ON FUNCTION rollup.forward_step(rollup.tier, timestamptz, timestamptz, double precision) IS 'How far a forward step goes: further where little is stored, by a window that follows how long steps took.';
