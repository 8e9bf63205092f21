-- Removes what no policy keeps any more: CALL rollup.enforce_policies(). By all that are known (rollup.known_policy): stored ones, and those that services have in their configuration.
-- Of a layer, what the longest of its policies does not keep; of series with a shorter one, what that does not keep, where it can be told for certain which
-- series that are (rollup.is_certain): else they stay as long as the layer. What is to be archived first stays: files are written by the service. As the service's run
-- otherwise, finer layers first; those whose job is paused or waits after a failure are passed over. Cannot be called inside a transaction block.
CREATE OR REPLACE PROCEDURE rollup.enforce_policies(
    p_now timestamptz DEFAULT clock_timestamp(),
    p_wait interval DEFAULT interval '10 seconds',
    p_limit integer DEFAULT 10000)
LANGUAGE plpgsql
AS $$
DECLARE
    v_layer record;
    v_cutoff timestamptz;
    v_is_ready boolean := false;
    v_failure jsonb;
BEGIN
    FOR v_layer IN
        SELECT 0 AS layer_id, 'raw' AS name UNION ALL SELECT t.tier_id, t.name FROM rollup.tier AS t ORDER BY layer_id
    LOOP
        v_cutoff := rollup.layer_cutoff(v_layer.name, p_now);
        IF NOT rollup.is_certain(v_layer.name) THEN
            RAISE NOTICE 'series of % that are kept for a shorter time than others are left to the service: rollup.posix_of says which patterns can be matched here', v_layer.name;
        END IF;
        CONTINUE WHEN v_cutoff IS NULL AND NOT EXISTS (SELECT FROM rollup.series_cutoffs(v_layer.name, NULL, p_now));
        CONTINUE WHEN NOT (SELECT ops.is_due(j, p_now) FROM ops.job AS j WHERE j.job = 'retention' AND j.tier = v_layer.name);
        v_failure := NULL;
        IF NOT v_is_ready THEN
            CALL rollup.prepare_removal(v_layer.layer_id = 0, p_now, p_limit, v_failure);
            v_is_ready := true;
        END IF;
        CALL rollup.clear_layer(v_layer.layer_id, v_cutoff, true, p_now, p_wait, p_limit, v_failure);
    END LOOP;
END
$$;

COMMENT ON PROCEDURE rollup.enforce_policies(timestamptz, interval, integer) IS 'Removes what no known policy keeps any more.';
