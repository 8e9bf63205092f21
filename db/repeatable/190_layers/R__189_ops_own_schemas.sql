-- The schemas that are Varve's: whoever grants, looks after or leaves out what is ours asks here.
-- Callers: ops.grant_access, ops.table_stats, ops.index_health, catalog.check_import.
CREATE OR REPLACE FUNCTION ops.own_schemas()
RETURNS name[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT '{catalog,raw,bronze,silver,gold,platinum,custom,rollup,ops}'::name[]
$$;

COMMENT ON FUNCTION ops.own_schemas() IS 'The schemas that are Varve''s.';
