-- The SELECT that unpacks frames f of buckets of a width into rows like those of the tier's table. p_frames is a FROM clause
-- that yields f, with its WHERE. Only buckets in [p_from, p_to) are unpacked; NULL means all.
-- Arrays are cut, and by that decompressed, once a frame; from then on an element costs next to nothing, and a column
-- that nobody asks for costs nothing at all, which with functions in the select list it would. OFFSET 0 keeps the steps apart:
-- nobody above shall sort or hash rows with whole arrays in them.
CREATE OR REPLACE FUNCTION rollup.decode_frames_sql(p_width interval, p_frames text, p_from text, p_to text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format($sql$
        SELECT d.series_id, d.bucket, d.point_count, d.value_sum, d.value_m2, d.value_min, d.value_max,
            d.bucket + d.first_offset * interval '1 microsecond' AS first_time, d.first_source, d.first_value,
            d.bucket + d.last_offset * interval '1 microsecond' AS last_time, d.last_source, d.last_value, d.updated_at
        FROM (
            SELECT u.series_id, u.frame + coalesce(u.buckets[u.i], u.skipped + u.i - 1) * %1$L::interval AS bucket,
                coalesce(u.point_counts[u.i], u.point_count)::bigint AS point_count, u.value_sums[u.i] AS value_sum,
                u.value_m2s[u.i] AS value_m2, u.value_mins[u.i] AS value_min, u.value_maxs[u.i] AS value_max,
                coalesce(u.first_offsets[u.i], u.first_offset) AS first_offset, coalesce(u.first_sources[u.i], 0) AS first_source,
                u.first_values[u.i] AS first_value,
                coalesce(u.last_offsets[u.i], u.last_offset) AS last_offset, coalesce(u.last_sources[u.i], 0) AS last_source,
                u.last_values[u.i] AS last_value, u.updated_at
            FROM (SELECT c.*, generate_series(1, c.upto - c.skipped) AS i FROM (
                SELECT g.series_id, g.frame, g.skipped, g.upto, g.point_count, g.first_offset, g.last_offset, g.updated_at, %2$s
                FROM (
                    SELECT f.*, %3$s AS skipped, %4$s AS upto
                    %5$s
                    OFFSET 0
                ) AS g
                OFFSET 0
            ) AS c) AS u
            OFFSET 0
        ) AS d$sql$,
        p_width,
        (SELECT string_agg(format('g.%1$s[g.skipped + 1:g.upto] AS %1$s', name), ', ')
         FROM unnest(ARRAY[
             'buckets', 'point_counts', 'value_sums', 'value_m2s', 'value_mins', 'value_maxs',
             'first_offsets', 'first_sources', 'first_values', 'last_offsets', 'last_sources', 'last_values']) AS name),
        coalesce(rollup.frame_position_sql(p_width, p_from), '0'),
        coalesce(rollup.frame_position_sql(p_width, p_to), 'f.bucket_count'),
        p_frames)
$$;

COMMENT ON FUNCTION rollup.decode_frames_sql(interval, text, text, text) IS 'The SELECT that unpacks frames into partials.';
