-- Makes series that came into being since the last look members of a custom rollup, if their names match, with groups as far as they
-- are new; and logs what the source already has of them as out of date, or lost. Returns how many.
-- Members are written under all shards of the source: whoever changes its buckets afterwards sees them, and logs. No floor of the source
-- moves past a series that was not looked at (rollup.raise_floor).
-- Locks: none; the caller holds the rollup's lock and all shards of its source.
-- Callers: rollup.refresh_rollup, rollup.raise_floor.
CREATE OR REPLACE FUNCTION rollup.join_custom(p_rollup integer, p_now timestamptz)
RETURNS integer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_rollup rollup.custom;
    v_newest integer := (SELECT max(s.series_id) FROM catalog.series AS s);
    v_source text;
    v_joined integer[];
    v_floors timestamptz[];
BEGIN
    SELECT * INTO STRICT v_rollup FROM rollup.custom WHERE rollup_id = p_rollup;
    IF v_newest IS NULL OR v_newest <= v_rollup.seen_series THEN
        RETURN 0;
    END IF;
    WITH fresh AS MATERIALIZED (
        SELECT s.series_id, s.field_id, d.dimensions, md5(d.dimensions::text)::uuid AS fingerprint
        FROM catalog.series AS s
        JOIN catalog.field AS f ON f.field_id = s.field_id
        JOIN catalog.metric_type AS t ON t.metric_type_id = f.metric_type_id
        CROSS JOIN LATERAL (
            SELECT coalesce(jsonb_object_agg(
                n.name, CASE WHEN n.name = 'user_id' THEN to_jsonb(s.user_id) ELSE s.tags -> n.name END), '{}') AS dimensions
            FROM unnest(array_remove(v_rollup.dimensions, 'session_id')) AS n (name)
        ) AS d
        WHERE s.series_id > v_rollup.seen_series AND s.series_id <= v_newest AND rollup.series_matches(v_rollup.series, t.name)
    ), new_group AS (
        INSERT INTO rollup.custom_group (rollup_id, field_id, dimensions, fingerprint)
        SELECT DISTINCT p_rollup, n.field_id, n.dimensions, n.fingerprint FROM fresh AS n
        ON CONFLICT (rollup_id, field_id, fingerprint) DO NOTHING
        RETURNING group_id, field_id, fingerprint
    ), member AS (
        INSERT INTO rollup.custom_member (series_id, rollup_id, group_id)
        SELECT n.series_id, p_rollup, g.group_id
        FROM fresh AS n
        JOIN (
            SELECT g.group_id, g.field_id, g.fingerprint FROM rollup.custom_group AS g WHERE g.rollup_id = p_rollup
            UNION ALL
            SELECT g.group_id, g.field_id, g.fingerprint FROM new_group AS g
        ) AS g ON g.field_id = n.field_id AND g.fingerprint = n.fingerprint
        RETURNING series_id
    )
    SELECT array_agg(m.series_id) INTO v_joined FROM member AS m;
    UPDATE rollup.custom
    SET seen_series = v_newest, generation = generation + CASE WHEN v_joined IS NULL THEN 0 ELSE 1 END
    WHERE rollup_id = p_rollup;
    IF v_joined IS NULL THEN
        RETURN 0;
    END IF;

    v_floors := ARRAY(SELECT (rollup.floors(u))[v_rollup.layer_id + 1] FROM unnest(v_joined) WITH ORDINALITY AS j (u, n) ORDER BY j.n);
    -- What lies below the source's floor never came into it, or is gone.
    PERFORM rollup.lose_custom(
        p_rollup, array_agg(m.group_id), array_agg(greatest(rollup.bucket_start(v_rollup.width, e.earliest), v_rollup.begins)),
        array_agg(timestamptz 'infinity'), p_now)
    FROM rollup.earliest_below(v_joined, v_floors) AS e
    JOIN rollup.custom_member AS m ON m.rollup_id = p_rollup AND m.series_id = e.series_id
    WHERE EXISTS (SELECT FROM rollup.floor AS f WHERE f.layer_id = v_rollup.layer_id AND f.generation > 0);

    IF isfinite(v_rollup.position) THEN
        v_source := CASE
            WHEN v_rollup.layer_id = 0 THEN
                'SELECT series_id, min(hour) AS earliest FROM raw.chunk WHERE series_id = ANY ($1) AND hour < $2 GROUP BY 1'
                ' UNION ALL SELECT u, min(b.first_time) FROM raw.batch AS b CROSS JOIN LATERAL unnest(b.series) AS u'
                ' WHERE b.series_group IN (SELECT raw.series_group(g) FROM unnest($1) AS g) AND b.first_time < $2 AND u = ANY ($1) GROUP BY 1'
            ELSE (
                SELECT format('SELECT series_id, min(bucket) AS earliest FROM %I.%I WHERE series_id = ANY ($1) AND bucket < $2 GROUP BY 1', schema_name, table_name)
                    || CASE WHEN frame IS NULL THEN '' ELSE format(
                        ' UNION ALL SELECT series_id, min(frame) FROM %I.%I WHERE series_id = ANY ($1) AND frame < $2 GROUP BY 1',
                        schema_name, coalesce(frame_table, '')) END
                FROM rollup.tier
                WHERE tier_id = v_rollup.source_id)
        END;
        EXECUTE format(
            'INSERT INTO rollup.custom_invalidation (rollup_id, group_id, from_bucket, to_bucket, logged_at)'
            ' SELECT $3, g.group_id, g.from_bucket, $2, $5'
            ' FROM ('
            '  SELECT m.group_id, rollup.bucket_start($4, min(greatest(e.earliest, f.floor))) AS from_bucket'
            '  FROM (%s) AS e'
            '  JOIN unnest($1, $6) AS f (series_id, floor) ON f.series_id = e.series_id'
            '  JOIN rollup.custom_member AS m ON m.rollup_id = $3 AND m.series_id = e.series_id'
            '  GROUP BY m.group_id) AS g'
            ' WHERE g.from_bucket < $2', v_source)
        USING v_joined, v_rollup.position, p_rollup, v_rollup.width, p_now, v_floors;
    END IF;
    RETURN cardinality(v_joined);
END
$$;

COMMENT ON FUNCTION rollup.join_custom(integer, timestamptz) IS 'Makes new series members of a custom rollup; returns how many.';
