-- Raises SQLSTATE VA033, with what is accepted, if a custom rollup cannot be made like that.
-- Callers: rollup.create_rollup.
CREATE OR REPLACE FUNCTION rollup.check_custom(p_name text, p_source text, p_interval interval, p_series text[], p_dimensions text[])
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_width interval := (SELECT t.width FROM rollup.tier AS t WHERE t.name = p_source OR p_source = 'raw' AND t.source_id = 0);
    v_months integer := (date_part('year', p_interval) * 12 + date_part('month', p_interval))::integer;
    v_problem text;
BEGIN
    v_problem := CASE
        WHEN p_name IS NULL OR p_name !~ '^[A-Za-z][A-Za-z0-9_]{0,62}$' OR p_name ~ '^rollup_[0-9]+$'
            THEN 'p_name is a letter and up to 62 letters, digits and underscores, but not rollup_<number>'
        WHEN p_name = 'raw' OR p_name = 'all'
            THEN format('p_name: "%s" is taken', p_name)
        WHEN v_width IS NULL
            THEN format('p_source is a tier, one of %s; or raw, of rollups that keep session_id',
                (SELECT string_agg(t.name, ', ' ORDER BY t.tier_id) FROM rollup.tier AS t))
        WHEN p_source = 'raw' AND ('session_id' = ANY (p_dimensions)) IS NOT TRUE
            THEN 'p_source: only what keeps session_id is folded from raw, all else is merged from stored buckets of a tier'
        WHEN rollup.is_length(p_interval) IS NOT TRUE
            THEN 'p_interval is whole seconds or whole months'
        WHEN NOT CASE
            WHEN v_months > 0 AND v_width >= interval '1 month'
                THEN mod(v_months, (date_part('year', v_width) * 12 + date_part('month', v_width))::integer) = 0
            WHEN v_months > 0 THEN mod(86400, date_part('epoch', v_width)::numeric) = 0
            WHEN v_width >= interval '1 month' THEN false
            ELSE mod(date_part('epoch', p_interval)::numeric, date_part('epoch', v_width)::numeric) = 0 END
            THEN format('p_interval: buckets of %s are not made of whole buckets of %s', p_interval, v_width)
        WHEN p_series IS NULL OR cardinality(p_series) = 0 OR EXISTS (SELECT FROM unnest(p_series) AS s WHERE coalesce(s, '') = '')
            THEN 'p_series has a name, glob or regular expression at least'
        WHEN p_dimensions IS NULL OR cardinality(p_dimensions) > 64
            OR EXISTS (SELECT FROM unnest(p_dimensions) AS d WHERE d IS NULL OR length(d) NOT BETWEEN 1 AND 255)
            OR (SELECT count(DISTINCT d) FROM unnest(p_dimensions) AS d) <> cardinality(p_dimensions)
            THEN 'p_dimensions has at most 64 different names of tags, of 1 to 255 characters'
        WHEN 'session_id' = ANY (p_dimensions) AND p_source <> 'raw'
            THEN format('p_dimensions: %s does not tell sessions apart, only points do: p_source is raw for session_id', p_source)
        WHEN 'series' = ANY (p_dimensions)
            THEN format('p_dimensions: series by series is what %s has; name the tags to keep', p_source)
    END;
    IF v_problem IS NULL THEN
        BEGIN
            PERFORM rollup.series_matches(p_series, 'x');
        EXCEPTION WHEN invalid_regular_expression THEN
            v_problem := 'p_series: ' || SQLERRM;
        END;
    END IF;
    IF v_problem IS NOT NULL THEN
        RAISE EXCEPTION '%', v_problem USING ERRCODE = 'VA033';
    END IF;
END
$$;

COMMENT ON FUNCTION rollup.check_custom(text, text, interval, text[], text[]) IS 'Raises SQLSTATE VA033 if a custom rollup cannot be made like that.';
