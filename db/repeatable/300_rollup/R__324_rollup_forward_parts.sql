-- How a forward step over [p_from, p_to) is written: whole frames of a packed tier at once, what is left before and after
-- them bucket by bucket. Callers: rollup.refresh_forward.
CREATE OR REPLACE FUNCTION rollup.forward_parts(p_frame interval, p_from timestamptz, p_to timestamptz)
RETURNS TABLE (from_time timestamptz, to_time timestamptz, is_packed boolean)
LANGUAGE sql IMMUTABLE
AS $$
    SELECT p.from_time, p.to_time, p.is_packed
    FROM (SELECT rollup.bucket_ceil(p_frame, p_from) AS first, rollup.bucket_start(p_frame, p_to) AS last) AS f
    CROSS JOIN LATERAL (VALUES
        (p_from, CASE WHEN f.first < f.last THEN f.first ELSE p_to END, false),
        (f.first, f.last, true),
        (CASE WHEN f.first < f.last THEN f.last ELSE p_to END, p_to, false)) AS p (from_time, to_time, is_packed)
    WHERE p.from_time < p.to_time
$$;

COMMENT ON FUNCTION rollup.forward_parts(interval, timestamptz, timestamptz) IS 'The parts of a forward step: whole frames, and what lies before and after them.';
