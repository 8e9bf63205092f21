-- Maintenance from psql: makes partitions ahead of time, analyzes what has changed, drops partitions below the floors that nobody reads any
-- more, and finds what wants attention. Returns a row for each thing that was done or found, and notes them in the ledger. In the service the same is
-- POST /api/operations/maintain, which takes transactions of its own for each, and enforces policies of retention too.
-- Locks: as what it calls, to the end of the transaction. Callers: operators; schedulers.
CREATE OR REPLACE FUNCTION ops.maintain(p_now timestamptz DEFAULT clock_timestamp())
RETURNS TABLE (action text, object text, amount bigint, detail text)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_run bigint := ops.begin_run('maintain', 'all', 'psql ' || pg_backend_pid(), p_now);
    v_done bigint := 0;
    v_layer integer;
BEGIN
    action := 'partitions';
    amount := ops.ensure_partitions_ahead(p_now);
    detail := 'made ahead of time';
    v_done := amount;
    RETURN NEXT;
    FOR object IN SELECT r.relation FROM ops.relations_to_analyze(p_now, 10000, 0.1, interval '1 day') AS r LOOP
        PERFORM ops.analyze(object::regclass);
        action := 'analyze';
        amount := (SELECT greatest(c.reltuples, 0)::bigint FROM pg_class AS c WHERE c.oid = object::regclass);
        detail := 'rows';
        v_done := v_done + 1;
        RETURN NEXT;
    END LOOP;
    FOR v_layer IN SELECT f.layer_id FROM rollup.floor AS f WHERE isfinite(f.position) ORDER BY f.layer_id LOOP
        LOOP
            object := rollup.drop_expired(v_layer);
            EXIT WHEN object IS NULL;
            action := 'retention';
            amount := 1;
            detail := 'partition dropped, below the floor';
            v_done := v_done + 1;
            RETURN NEXT;
        END LOOP;
    END LOOP;
    amount := rollup.prune_revisions();
    IF amount > 0 THEN
        action := 'revisions';
        object := NULL;
        detail := 'stamps below floors forgotten';
        RETURN NEXT;
    END IF;
    FOR action, object, amount, detail IN SELECT f.action, f.object, f.amount, f.detail FROM ops.finding AS f LOOP
        RETURN NEXT;
    END LOOP;
    UPDATE ops.run SET decisions = ARRAY[format('%s things done, from psql', v_done)] WHERE run_id = v_run;
    PERFORM ops.end_run(v_run, greatest(p_now, clock_timestamp()), NULL, NULL, 0, v_done);
END
$$;

COMMENT ON FUNCTION ops.maintain(timestamptz) IS 'Makes partitions ahead, analyzes what changed, drops partitions below the floors, finds what wants attention; a row for each.';
