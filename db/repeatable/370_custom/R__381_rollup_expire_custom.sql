-- Removes what a custom rollup does not keep any more: moves its beginning to the first bucket that is kept, and deletes up to p_limit rows
-- before. Returns how many. Who saw the beginning where it was sees the rows too: deleting is MVCC.
-- Locks: the rows; the caller holds the rollup's lock. Callers: rollup.refresh_rollup.
CREATE OR REPLACE FUNCTION rollup.expire_custom(p_rollup integer, p_now timestamptz, p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_rollup rollup.custom;
    v_deleted bigint;
BEGIN
    UPDATE rollup.custom
    SET begins = rollup.bucket_start(width, p_now - retention),
        position = greatest(position, rollup.bucket_start(width, p_now - retention))
    WHERE rollup_id = p_rollup AND begins < rollup.bucket_start(width, p_now - retention);
    SELECT * INTO STRICT v_rollup FROM rollup.custom WHERE rollup_id = p_rollup;
    IF v_rollup.retention IS NULL THEN
        RETURN 0;
    END IF;
    DELETE FROM rollup.custom_invalidation AS i WHERE i.rollup_id = p_rollup AND i.to_bucket <= v_rollup.begins;
    EXECUTE format(
        'DELETE FROM custom.%1$I AS t USING ('
        ' SELECT o.ctid FROM rollup.custom_group AS g CROSS JOIN LATERAL ('
        '  SELECT r.ctid FROM custom.%1$I AS r WHERE r.group_id = g.group_id AND r.bucket < $2 LIMIT $3) AS o'
        ' WHERE g.rollup_id = $1 LIMIT $3) AS old'
        ' WHERE t.ctid = old.ctid', 'rollup_' || p_rollup)
    USING p_rollup, v_rollup.begins, p_limit;
    GET DIAGNOSTICS v_deleted = ROW_COUNT;
    RETURN v_deleted;
END
$$;

COMMENT ON FUNCTION rollup.expire_custom(integer, timestamptz, integer) IS 'Removes buckets that a custom rollup does not keep any more; returns how many.';
