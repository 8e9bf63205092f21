-- Writes chunks that are ready made, each of a series and hour of which nothing is stored yet, neither as a chunk nor in
-- the log. Returns which of them (counted from 1) were not written: their points have to go
-- through raw.write_points, in the same transaction, so that the last write wins (docs/protocol.md, rule 8).
-- What is written below the fence is logged as invalidations.
--
-- One element per chunk, ordered by (series, hour): times are epoch micros; p_step is -1 where times are not steady,
-- p_divisor 0 where values are kept as they are. The arrays from p_seconds on hold one after the other what chunks need
-- of them; where a chunk's part begins there, counted from 1, is in the p_.._at array, 0 if it needs none.
-- Not PL/pgSQL, which holds parameters in a form of which every slice copies the whole array.
-- Callers: ingest, after raw.lock_chunks in an earlier statement. Locks: the rows it writes, in order; waits for another
-- session that is writing the same chunk.
CREATE OR REPLACE FUNCTION raw.write_chunks(
    p_fence timestamptz,
    p_now timestamptz,
    p_series integer[],
    p_hour bigint[],
    p_count integer[],
    p_first bigint[],
    p_last bigint[],
    p_step bigint[],
    p_divisor double precision[],
    p_base double precision[],
    p_slope double precision[],
    p_seconds_at integer[],
    p_micros_at integer[],
    p_small_at integer[],
    p_wide_at integer[],
    p_exact_at integer[],
    p_source_at integer[],
    p_seconds smallint[],
    p_micros integer[],
    p_small smallint[],
    p_wide integer[],
    p_exact double precision[],
    p_source bigint[])
RETURNS integer[]
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH brought AS MATERIALIZED (
        SELECT b.n, b.series_id, raw.time_of(b.hour) AS hour,
            (b.hour + 2208988800000000) / 3600000000 AS hour_number, b.count, raw.time_of(b.first) AS first_time,
            raw.time_of(b.last) AS last_time, b.step, b.divisor, b.base, b.slope,
            b.seconds_at, b.micros_at, b.small_at, b.wide_at, b.exact_at, b.source_at
        FROM unnest(
            p_series, p_hour, p_count, p_first, p_last, p_step, p_divisor, p_base, p_slope,
            p_seconds_at, p_micros_at, p_small_at, p_wide_at, p_exact_at, p_source_at
        ) WITH ORDINALITY AS b (
            series_id, hour, count, first, last, step, divisor, base, slope,
            seconds_at, micros_at, small_at, wide_at, exact_at, source_at, n)
    ), logged AS MATERIALIZED (
        -- Hours are counted from 1900, before which there are no points: rounding to zero is rounding down.
        SELECT DISTINCT u.series_id, (u.micros + 2208988800000000) / 3600000000 AS hour_number
        FROM raw.batch AS l
        CROSS JOIN LATERAL unnest(l.series, l.times) AS u (series_id, micros)
        WHERE l.series_group = ANY (ARRAY(SELECT DISTINCT raw.series_group(b.series_id) FROM brought AS b))
            AND l.first_time < (SELECT max(b.hour) FROM brought AS b) + interval '1 hour'
            AND l.first_time >= (SELECT min(b.hour) FROM brought AS b) - interval '24 hours'
            AND l.last_time >= (SELECT min(b.hour) FROM brought AS b)
    ), written AS (
        INSERT INTO raw.chunk AS c (
            series_id, hour, point_count, first_time, last_time, time_step, time_seconds, time_micros,
            value_divisor, value_base, value_step, value_small, value_wide, value_exact, sources)
        SELECT b.series_id, b.hour, b.count, b.first_time, b.last_time, nullif(b.step, -1),
            CASE WHEN b.seconds_at > 0 THEN p_seconds[b.seconds_at:b.seconds_at + b.count - 1] END,
            CASE WHEN b.micros_at > 0 THEN p_micros[b.micros_at:b.micros_at + b.count - 1] END,
            nullif(b.divisor, 0),
            CASE WHEN b.divisor > 0 THEN b.base END,
            CASE WHEN b.divisor > 0 THEN b.slope END,
            CASE WHEN b.small_at > 0 THEN p_small[b.small_at:b.small_at + b.count - 1] END,
            CASE WHEN b.wide_at > 0 THEN p_wide[b.wide_at:b.wide_at + b.count - 1] END,
            CASE WHEN b.exact_at > 0 THEN p_exact[b.exact_at:b.exact_at + b.count - 1] END,
            CASE WHEN b.source_at > 0 THEN p_source[b.source_at:b.source_at + b.count - 1] END
        FROM brought AS b
        WHERE (b.series_id, b.hour_number) NOT IN (SELECT l.series_id, l.hour_number FROM logged AS l)
        ORDER BY b.series_id, b.hour
        ON CONFLICT (series_id, hour) DO NOTHING
        RETURNING c.series_id, c.hour, c.first_time, c.last_time
    ), invalidated AS MATERIALIZED (
        SELECT rollup.log_invalidations(
            0, array_agg(w.series_id), array_agg(w.first_time), array_agg(w.last_time + interval '1 microsecond'),
            p_fence, p_now)::text AS done
        FROM written AS w
        WHERE w.first_time < p_fence
    )
    SELECT ARRAY(
        SELECT b.n::integer
        FROM brought AS b
        WHERE (b.series_id, b.hour) NOT IN (SELECT w.series_id, w.hour FROM written AS w)
        ORDER BY b.n)
    FROM invalidated AS i
$$;

COMMENT ON FUNCTION raw.write_chunks(timestamptz, timestamptz, integer[], bigint[], integer[], bigint[], bigint[], bigint[], double precision[], double precision[], double precision[], integer[], integer[], integer[], integer[], integer[], integer[], smallint[], integer[], smallint[], integer[], double precision[], bigint[]) IS 'Writes ready-made chunks of hours of which nothing is stored; returns which of them it did not write.';
