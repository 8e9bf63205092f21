-- Makes partitions ahead of time and analyzes what has changed: CALL ops.maintain_partitions(). As the service does (varve.partition.*), each relation in
-- a transaction of its own; where an instance is analyzing, that is left to it. Nothing while the job is paused or waits after a failure. Cannot be called inside a transaction block.
CREATE OR REPLACE PROCEDURE ops.maintain_partitions(
    p_now timestamptz DEFAULT clock_timestamp(),
    p_min_rows bigint DEFAULT 10000,
    p_min_fraction double precision DEFAULT 0.1,
    p_table_every interval DEFAULT interval '1 day')
LANGUAGE plpgsql
AS $$
DECLARE
    v_run bigint;
    v_relation text;
    v_done bigint := 0;
    v_before bigint;
    v_failure jsonb;
BEGIN
    IF NOT (SELECT ops.is_due(j, p_now) FROM ops.job AS j WHERE j.job = 'maintain' AND j.tier = 'all') THEN
        RETURN;
    END IF;
    CALL ops.repeat(format('SELECT ops.ensure_partitions_ahead(%L)', p_now), 0, 1, v_done, v_failure);
    IF v_done > 0 THEN
        v_run := ops.open_run('maintain', 'all', p_now);
        COMMIT;
    END IF;
    FOR v_relation IN SELECT r.relation FROM ops.relations_to_analyze(p_now, p_min_rows, p_min_fraction, p_table_every) AS r LOOP
        IF v_run IS NULL THEN
            v_run := ops.open_run('maintain', 'all', p_now);
            COMMIT;
        END IF;
        v_before := v_done;
        CALL ops.repeat(format('SELECT ops.analyze_alone(%L)::integer', v_relation), 0, 1, v_done, v_failure);
        EXIT WHEN v_done = v_before;
    END LOOP;
    PERFORM ops.close_run(v_run, 'maintain', 'all', p_now, 0, v_done, v_failure);
    COMMIT;
    IF v_failure IS NOT NULL THEN
        RAISE WARNING 'maintaining partitions failed and will be tried again: %', v_failure ->> 'message';
    END IF;
END
$$;

COMMENT ON PROCEDURE ops.maintain_partitions(timestamptz, bigint, double precision, interval) IS 'Makes partitions ahead of time and analyzes what has changed.';
