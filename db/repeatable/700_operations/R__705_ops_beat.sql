-- Notes that an instance is alive, and ends the runs of those that have not been seen for p_patience: their transactions are
-- gone, and so are their locks. An instance that was only paused goes on, and the end of its run counts.
CREATE OR REPLACE FUNCTION ops.beat(p_instance text, p_now timestamptz, p_patience interval)
RETURNS void
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO ops.instance (instance, started_at, seen_at) VALUES (p_instance, p_now, p_now)
    ON CONFLICT (instance) DO UPDATE SET seen_at = greatest(ops.instance.seen_at, EXCLUDED.seen_at);

    UPDATE ops.run AS r SET outcome = 'lost', ended_at = greatest(p_now, r.started_at)
    WHERE r.outcome = 'running' AND r.started_at < p_now - p_patience
        AND NOT EXISTS (SELECT FROM ops.instance AS i WHERE i.instance = r.instance AND i.seen_at >= p_now - p_patience);

    DELETE FROM ops.instance WHERE seen_at < p_now - interval '1 day';
$$;

COMMENT ON FUNCTION ops.beat(text, timestamptz, interval) IS 'Notes that an instance is alive, and ends the runs of those that are gone.';
