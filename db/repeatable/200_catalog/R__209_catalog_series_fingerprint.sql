-- The fingerprint of a series: the first 128 bits of the SHA-256 of its names, each with its length in bytes before it; tags in the order of their
-- UTF-16 units, as Java compares texts. The service reckons the same for series that it resolves.
-- Callers: catalog.register_series.
CREATE OR REPLACE FUNCTION catalog.series_fingerprint(p_metric text, p_field text, p_tags jsonb, p_user uuid)
RETURNS uuid
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH tag AS (
        -- Characters beyond U+FFFF begin with a unit below U+E000 there.
        SELECT t.key, t.value, regexp_replace(t.key, '([\uE000-\uFFFF])', chr(1114111) || '\1', 'g') COLLATE "C" AS place
        FROM jsonb_each_text(p_tags) AS t
    ), part AS (
        SELECT convert_to(u.part, 'UTF8') AS bytes, u.n, NULL AS place FROM (VALUES (p_metric, 1), (p_field, 2)) AS u (part, n)
        UNION ALL
        SELECT convert_to(u.part, 'UTF8'), u.n, t.place
        FROM tag AS t
        CROSS JOIN LATERAL (VALUES (t.key, 3), (t.value, 4)) AS u (part, n)
    ), digested AS (
        SELECT int2send(octet_length(p.bytes)::smallint) || p.bytes AS bytes, p.n, p.place FROM part AS p
        UNION ALL
        SELECT substring(int2send(count(*)::smallint) FROM 2), 3, NULL FROM tag
        UNION ALL
        SELECT uuid_send(p_user), 5, NULL WHERE p_user IS NOT NULL
    )
    SELECT encode(
        substring(sha256(string_agg(d.bytes, '' ORDER BY CASE d.n WHEN 4 THEN 3 ELSE d.n END, d.place NULLS FIRST, d.n)) FROM 1 FOR 16), 'hex')::uuid
    FROM digested AS d
$$;

COMMENT ON FUNCTION catalog.series_fingerprint(text, text, jsonb, uuid) IS 'The fingerprint by which a series is found.';
