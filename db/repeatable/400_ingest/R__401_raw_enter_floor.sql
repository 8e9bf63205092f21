-- Second step of a transaction that writes or deletes points below raw's fence, after raw.begin_write: from here to its end no
-- floor moves. Returns raw's floors that hold for the given series, in their order: points below must not be written to raw, see raw.merge_late.
-- Read in a later statement than the lock: a floor may have moved while it was waited for.
-- Locks: floors (shared), waiting for a floor that is being moved.
CREATE OR REPLACE FUNCTION raw.enter_floor(p_series integer[])
RETURNS timestamptz[]
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(rollup.lock_key(7, 0, 0));
    RETURN ARRAY(
        SELECT greatest(f.position, s.position)
        FROM unnest(p_series) WITH ORDINALITY AS u (series_id, n)
        CROSS JOIN rollup.floor AS f
        LEFT JOIN rollup.series_floor AS s ON s.series_id = u.series_id AND s.layer_id = 0
        WHERE f.layer_id = 0
        ORDER BY u.n);
END
$$;

COMMENT ON FUNCTION raw.enter_floor(integer[]) IS 'Keeps floors from moving until the transaction ends; returns raw''s floors of some series.';
