-- One round of an import, stretch by stretch as the service takes them, each in a transaction of its own, up to p_now. Series and partitions that are missing are made before
-- the points are written. What another session is at is left to it. A run of the ledger once something differs. p_failure: what ended it.
-- Callers: catalog.run_import, catalog.run_imports, ops.handle_retries.
CREATE OR REPLACE PROCEDURE catalog.read_import(
    p_name text,
    p_now timestamptz,
    p_rows integer,
    p_register boolean,
    INOUT p_failure jsonb)
LANGUAGE plpgsql
AS $$
DECLARE
    v_after timestamptz;
    v_step record;
    v_done record;
    v_run bigint;
    v_in bigint := 0;
    v_out bigint := 0;
    v_none bigint := 0;
BEGIN
    LOOP
        SELECT a.failure, s.* INTO v_step
        FROM ops.attempt(format(
            'SELECT to_jsonb(s) FROM catalog.imported_table AS i CROSS JOIN LATERAL catalog.import_step(i, %L, %L, %s) AS s WHERE i.name = %L',
            v_after, p_now, p_rows, p_name)) AS a
        LEFT JOIN LATERAL jsonb_to_record(a.result::jsonb) AS s (from_time timestamptz, to_time timestamptz) ON true;
        p_failure := v_step.failure;
        EXIT WHEN p_failure IS NOT NULL OR v_step.to_time IS NULL;
        FOR v_try IN 1 .. 10 LOOP
            SELECT a.failure, w.* INTO v_done
            FROM ops.attempt(format(
                'SELECT to_jsonb(w) FROM catalog.import_write(%L, %L, %L, %L, %L) AS w', p_name, v_step.from_time, v_step.to_time, p_now, p_register)) AS a
            LEFT JOIN LATERAL jsonb_to_record(a.result::jsonb) AS w (written bigint, deleted bigint, refused bigint, reason text,
                missing_series text[], missing_tags jsonb[], missing_times timestamptz[]) ON true;
            COMMIT;
            p_failure := v_done.failure;
            IF p_failure ->> 'sqlstate' IN ('VA001', '40P01', '40001', '23505') AND v_try < 10 THEN
                PERFORM pg_sleep(0.01 * random() * v_try * v_try);
                CONTINUE;
            END IF;
            EXIT WHEN p_failure IS NOT NULL OR v_done.written IS NOT NULL OR v_done.missing_series IS NULL;
            CALL ops.repeat(format('SELECT catalog.register_series(%L, %L, %L)', v_done.missing_series, v_done.missing_tags, p_now),
                0, CASE WHEN cardinality(v_done.missing_series) > 0 THEN 1 ELSE 0 END, v_none, p_failure);
            FOR v_from IN 1 .. cardinality(v_done.missing_times) BY 24 LOOP
                CALL ops.repeat(format('SELECT ops.ensure_partitions(%L)', v_done.missing_times[v_from : v_from + 23]), 0, 1, v_none, p_failure);
            END LOOP;
            EXIT WHEN p_failure IS NOT NULL;
        END LOOP;
        EXIT WHEN p_failure IS NOT NULL OR v_done.written IS NULL;
        IF v_done.written + v_done.deleted + v_done.refused > 0 THEN
            v_run := coalesce(v_run, ops.open_run('import', p_name, p_now));
            v_in := v_in + v_done.written + v_done.deleted + v_done.refused;
            v_out := v_out + ops.cover(v_run, v_step.from_time, v_step.to_time, v_done.written + v_done.deleted);
            PERFORM ops.note_decision(v_run, catalog.import_refusal(v_done.refused, v_done.reason)) WHERE v_done.refused > 0;
            COMMIT;
        END IF;
        v_after := v_step.to_time;
    END LOOP;
    PERFORM ops.close_run(v_run, 'import', p_name, p_now, v_in, v_out, p_failure);
    COMMIT;
END
$$;

COMMENT ON PROCEDURE catalog.read_import(text, timestamptz, integer, boolean, jsonb) IS 'One round of an import, stretch by stretch as the service takes them.';
