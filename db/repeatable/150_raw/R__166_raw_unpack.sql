-- Takes the chunks of some series, of the hours from that of p_from up to p_to, back into the log, older than
-- everything else there: the visible points stay what they are. The next settling packs them again.
-- Those below raw's floor, which are going, stay. Returns how many chunks it unpacked. Locks: floors (shared); the shards of layer 0 and those against writers of chunks, waiting at most
-- lock_timeout.
CREATE OR REPLACE FUNCTION raw.unpack(p_series integer[], p_from timestamptz, p_to timestamptz)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_count bigint;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(rollup.lock_key(7, 0, 0));
    FOR v_shard IN 0 .. rollup.shard_count() - 1 LOOP
        PERFORM pg_advisory_xact_lock(rollup.lock_key(2, 0, v_shard));
        PERFORM pg_advisory_xact_lock(rollup.lock_key(6, 0, v_shard));
    END LOOP;
    EXECUTE format($sql$
        WITH c AS (
            DELETE FROM raw.chunk AS c
            WHERE c.series_id = ANY ($1) AND c.hour >= raw.hour_of(%1$L) AND c.hour < %2$L
                AND c.hour >= (rollup.floors(c.series_id))[1]
            RETURNING c.*
        ), points AS (
            SELECT p.*, p.ordinal / 90 AS part FROM (%3$s) AS p
        ), appended AS (
            INSERT INTO raw.batch (series_group, generation, first_time, last_time, series, times, sources, values)
            SELECT raw.series_group(series_id), 0, min(time), max(time), array_agg(series_id ORDER BY ordinal),
                array_agg(raw.micros_of(time) ORDER BY ordinal),
                CASE WHEN bool_or(source <> 0) THEN array_agg(source ORDER BY ordinal) END,
                array_agg(value ORDER BY ordinal)
            FROM points
            GROUP BY series_id, raw.hour_of(time), part
        )
        SELECT count(*) FROM c$sql$, p_from, p_to, raw.decode_sql('FROM c', NULL, NULL))
    INTO v_count
    USING p_series;
    RETURN v_count;
END
$$;

COMMENT ON FUNCTION raw.unpack(integer[], timestamptz, timestamptz) IS 'Takes chunks back into the log; the visible points stay the same. Returns how many chunks.';
