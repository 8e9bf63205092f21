-- The statement that moves the single buckets of frames, given by parameters $1 and $2 (arrays: series, frame), into these
-- frames, whose buckets they replace. p_first and p_last are the hull of the frames' starts. A frame left without
-- buckets goes. Caller: rollup.pack.
CREATE OR REPLACE FUNCTION rollup.pack_sql(p_tier integer, p_first timestamptz, p_last timestamptz, p_now timestamptz)
RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT format($sql$
        WITH due AS MATERIALIZED (
            SELECT k.series_id, k.frame FROM unnest($1, $2) AS k (series_id, frame)
        ), gone AS MATERIALIZED (
            DELETE FROM %1$I.%2$I AS t
            USING due AS k
            WHERE t.series_id = k.series_id AND t.bucket >= k.frame AND t.bucket < rollup.bucket_end(%4$L, k.frame)
            RETURNING t.*
        ), packed AS MATERIALIZED (
            %5$s
        ), emptied AS (
            DELETE FROM %1$I.%3$I AS f
            USING due AS k
            WHERE f.series_id = k.series_id AND f.frame = k.frame AND f.frame >= %6$L AND f.frame <= %7$L
                AND (k.series_id, k.frame) NOT IN (SELECT p.series_id, p.frame FROM packed AS p)
        )
        INSERT INTO %1$I.%3$I AS f
        SELECT * FROM packed
        ORDER BY 1, 2
        ON CONFLICT (series_id, frame) DO UPDATE SET
            (bucket_count, buckets, point_count, point_counts, value_sums, value_m2s, value_mins, value_maxs,
             first_offset, first_offsets, first_sources, first_values,
             last_offset, last_offsets, last_sources, last_values, updated_at)
            = (EXCLUDED.bucket_count, EXCLUDED.buckets, EXCLUDED.point_count, EXCLUDED.point_counts,
               EXCLUDED.value_sums, EXCLUDED.value_m2s, EXCLUDED.value_mins, EXCLUDED.value_maxs,
               EXCLUDED.first_offset, EXCLUDED.first_offsets, EXCLUDED.first_sources, EXCLUDED.first_values,
               EXCLUDED.last_offset, EXCLUDED.last_offsets, EXCLUDED.last_sources, EXCLUDED.last_values, EXCLUDED.updated_at)$sql$,
        schema_name, table_name, frame_table, frame,
        rollup.encode_frames_sql(
            rollup.numbered_sql(width, frame, rollup.overridden_sql('gone', rollup.decode_frames_sql(width, format(
                'FROM %I.%I AS f JOIN due AS k ON f.series_id = k.series_id AND f.frame = k.frame'
                ' WHERE f.frame >= %L AND f.frame <= %L', schema_name, frame_table, p_first, p_last), NULL, NULL))),
            p_now),
        p_first, p_last)
    FROM rollup.tier
    WHERE tier_id = p_tier
$$;

COMMENT ON FUNCTION rollup.pack_sql(integer, timestamptz, timestamptz, timestamptz) IS 'The statement that packs single buckets into frames.';
