-- The SELECT that packs points into rows of raw.chunk, in the order of its columns. p_points is a sub-select of
-- (series_id, hour, time, source, value), sorted by (series_id, hour, time, source): the aggregates below keep that order.
-- Values: whole numbers once multiplied by a power of ten, less a base and, if that makes them narrower, a steady slope;
-- everything stays below 2^53, so float8 arithmetic on it is exact. What does not fit is kept as it is.
CREATE OR REPLACE FUNCTION raw.encode_sql(p_points text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format($sql$
        SELECT g.series_id, g.hour, g.point_count, g.first_time, g.last_time,
            CASE WHEN t.steady THEN t.step END,
            CASE WHEN NOT t.steady AND g.whole_seconds THEN ARRAY(SELECT (o / 1000000)::smallint FROM unnest(g.offsets) AS o) END,
            CASE WHEN NOT t.steady AND NOT g.whole_seconds THEN ARRAY(SELECT (o - 1800000000)::integer FROM unnest(g.offsets) AS o) END,
            CASE WHEN v.width < 3 THEN g.divisor END,
            CASE WHEN v.width < 3 THEN v.base END,
            CASE WHEN v.width < 3 THEN v.slope END,
            CASE WHEN v.width = 1 THEN ARRAY(SELECT (round(x * g.divisor) - (i - 1) * v.slope - v.base)::smallint
                FROM unnest(g.values) WITH ORDINALITY AS u (x, i) ORDER BY i) END,
            CASE WHEN v.width = 2 THEN ARRAY(SELECT (round(x * g.divisor) - (i - 1) * v.slope - v.base)::integer
                FROM unnest(g.values) WITH ORDINALITY AS u (x, i) ORDER BY i) END,
            CASE WHEN v.width = 3 THEN g.values END,
            g.sources
        FROM (
            SELECT p.series_id, p.hour, count(*)::integer AS point_count, min(p.time) AS first_time, max(p.time) AS last_time,
                array_agg(p.micros) AS offsets, bool_and(p.micros %% 1000000 = 0) AS whole_seconds,
                array_agg(p.value) AS values,
                CASE WHEN bool_or(p.source <> 0) THEN array_agg(p.source) END AS sources,
                CASE WHEN bool_and(p.digits IS NOT NULL) THEN 10 ^ max(p.digits)::double precision END AS divisor,
                max(abs(p.value)) AS largest
            FROM (SELECT s.*, raw.offset_of(s.time) AS micros, raw.decimal_digits(s.value) AS digits FROM (%s) AS s) AS p
            GROUP BY p.series_id, p.hour
        ) AS g
        CROSS JOIN LATERAL (
            SELECT s.step, s.step IS NOT NULL AND g.offsets = CASE WHEN s.step = 0 THEN g.offsets[1:1]
                ELSE ARRAY(SELECT generate_series(g.offsets[1], g.offsets[g.point_count], s.step)) END AS steady
            FROM (SELECT CASE
                WHEN g.point_count = 1 THEN 0
                WHEN g.offsets[g.point_count] > g.offsets[1]
                    AND (g.offsets[g.point_count] - g.offsets[1]) %% (g.point_count - 1) = 0
                    THEN (g.offsets[g.point_count] - g.offsets[1]) / (g.point_count - 1)
            END AS step) AS s
        ) AS t
        CROSS JOIN LATERAL (
            SELECT
                CASE
                    WHEN r.sloped = 0 THEN 0
                    WHEN r.level <= 65535 OR r.sloped <= 65535 THEN 1
                    WHEN r.level <= 4294967295 OR r.sloped <= 4294967295 THEN 2
                    ELSE 3
                END AS width,
                CASE WHEN r.by_slope THEN r.slope ELSE 0 END AS slope,
                CASE WHEN r.by_slope THEN r.sloped_least ELSE r.level_least END
                    + CASE
                        WHEN r.sloped = 0 THEN 0
                        WHEN r.level <= 65535 OR r.sloped <= 65535 THEN 32768
                        ELSE 2147483648
                    END AS base
            FROM (
                SELECT m.*, m.sloped = 0 OR m.level > 65535 AND m.sloped <= 65535
                    OR m.level > 4294967295 AND m.sloped <= 4294967295 AS by_slope
                FROM (
                    SELECT l.slope, min(n.whole) AS level_least, max(n.whole) - min(n.whole) AS level,
                        min(n.whole - n.i * l.slope) AS sloped_least,
                        max(n.whole - n.i * l.slope) - min(n.whole - n.i * l.slope) AS sloped
                    FROM (SELECT coalesce(round((round(g.values[g.point_count] * g.divisor) - round(g.values[1] * g.divisor))
                        / nullif(g.point_count - 1, 0)), 0) AS slope) AS l
                    CROSS JOIN LATERAL (SELECT round(x * g.divisor) AS whole, i - 1 AS i FROM unnest(g.values) WITH ORDINALITY AS u (x, i)) AS n
                    WHERE g.divisor IS NOT NULL AND g.largest * g.divisor <= 1125899906842624
                    GROUP BY l.slope
                ) AS m
            ) AS r
            UNION ALL
            SELECT 3, 0, 0 WHERE g.divisor IS NULL OR g.largest * g.divisor > 1125899906842624
        ) AS v$sql$, p_points)
$$;

COMMENT ON FUNCTION raw.encode_sql(text) IS 'The SELECT that packs sorted points into chunks.';
