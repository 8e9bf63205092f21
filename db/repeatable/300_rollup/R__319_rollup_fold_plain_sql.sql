-- The SELECT that folds the points of the groups of series in plain (raw.plain_groups_sql), straight from the rows of the log,
-- into partials of buckets in [p_from, p_to), literals, whose width divides an hour, numbered within the hour
-- (rollup.numbered_sql). Each of these points counts and all have source 0, so no two of a series share a time. Rows are in
-- order: of the points that a row has of a bucket only the first and the last can be that of the bucket, so each point is
-- laid beside its neighbours. Times are microseconds until then, counted from 1900 to number buckets, as there are no points
-- before: rounding to zero is rounding down.
CREATE OR REPLACE FUNCTION rollup.fold_plain_sql(p_width interval, p_from text, p_to text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format($sql$
        SELECT f.series_id, timestamptz '1900-01-01 00:00:00+00' + f.number / %5$s * interval '1 hour' AS frame,
            f.number %% %5$s AS number, f.stats[1]::bigint AS point_count,
            f.stats[2] AS value_sum, f.stats[3] AS value_m2, f.value_min, f.value_max,
            2208988800000000 - f.first_key[1]::bigint - f.number * %1$s AS first_offset,
            0::bigint AS first_source, f.first_key[2] AS first_value,
            2208988800000000 + f.last_key[1]::bigint - f.number * %1$s AS last_offset,
            0::bigint AS last_source, f.last_key[2] AS last_value
        FROM (
            SELECT u.series_id, u.number, rollup.partial_stats(u.value) AS stats, min(u.value) AS value_min, max(u.value) AS value_max,
                max(ARRAY[-u.micros, u.value]) FILTER (
                    WHERE u.series_before IS DISTINCT FROM u.series_id OR u.before < u.number * %1$s) AS first_key,
                max(ARRAY[u.micros, u.value]) FILTER (
                    WHERE u.series_after IS DISTINCT FROM u.series_id OR u.after >= (u.number + 1) * %1$s) AS last_key
            FROM (
                SELECT p.series_id, p.micros, p.value, (p.micros + 2208988800000000) / %1$s AS number, p.series_before, p.series_after,
                    p.micros_before + 2208988800000000 AS before, p.micros_after + 2208988800000000 AS after
                FROM (
                    SELECT unnest(b.series) AS series_id, unnest(b.times) AS micros, unnest(b.values) AS value,
                        unnest(NULL::integer || b.series) AS series_before, unnest(NULL::bigint || b.times) AS micros_before,
                        unnest(b.series[2:]) AS series_after, unnest(b.times[2:]) AS micros_after
                    %2$s
                    WHERE b.series_group IN (SELECT g.series_group FROM plain AS g)
                ) AS p
                WHERE p.micros >= (SELECT raw.micros_of(%3$s)) AND p.micros < (SELECT raw.micros_of(%4$s))
            ) AS u
            GROUP BY 1, 2
        ) AS f$sql$,
        (date_part('epoch', p_width) * 1000000)::bigint, raw.batches_in_sql(NULL, p_from, p_to), p_from, p_to,
        (3600 / date_part('epoch', p_width))::bigint)
$$;

COMMENT ON FUNCTION rollup.fold_plain_sql(interval, text, text) IS 'The SELECT that folds points straight from rows of the log of which none comes twice.';
