-- Makes the partitions of profiles that tiers have and profiles do not: where there were points before there were profiles.
-- In a transaction of its own. Locks and errors: as ops.make_partitions. Caller: the job of profiles.
CREATE OR REPLACE FUNCTION rollup.ensure_profile_partitions()
RETURNS integer
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT ops.ensure_partitions(ARRAY(
        SELECT DISTINCT o.from_time
        FROM rollup.profile AS p
        JOIN rollup.tier AS t ON t.tier_id = p.tier_id
        JOIN ops.partition AS o ON o.schema_name = t.schema_name AND o.table_name = t.table_name
        WHERE NOT EXISTS (
            SELECT FROM ops.partition AS e
            WHERE e.schema_name = p.schema_name AND e.table_name = p.table_name AND e.from_time <= o.from_time AND e.to_time > o.from_time)))
$$;

COMMENT ON FUNCTION rollup.ensure_profile_partitions() IS 'Makes the partitions of profiles that their tiers have; returns how many partitions it made.';
