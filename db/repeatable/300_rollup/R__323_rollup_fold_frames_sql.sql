-- The statement that folds rows of a packed tier's source straight into frames: all of [p_lower, p_upper), which begins and
-- ends at a frame and has no buckets yet. Callers: rollup.refresh_forward.
CREATE OR REPLACE FUNCTION rollup.fold_frames_sql(p_tier integer, p_lower timestamptz, p_upper timestamptz, p_now timestamptz)
RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT format(
        'INSERT INTO %I.%I %s', schema_name, frame_table,
        CASE
            WHEN source_id = 0 AND frame = interval '1 hour'
                THEN rollup.fold_raw_sql(width, frame, format('%L::timestamptz', p_lower), format('%L::timestamptz', p_upper), p_now)
            ELSE rollup.encode_frames_sql(
                rollup.numbered_sql(width, frame, rollup.fold_select(p_tier, source_id, p_lower, p_upper, false)),
                p_now)
        END)
    FROM rollup.tier
    WHERE tier_id = p_tier
$$;

COMMENT ON FUNCTION rollup.fold_frames_sql(integer, timestamptz, timestamptz, timestamptz) IS 'The INSERT .. SELECT that folds source rows into frames of a tier.';
