-- Lets one role use everything and another read everything, as far as they exist, and nobody else anything. Grants only what is
-- missing, so it can be run at any time; it is after every migration, for new objects.
--   p_app     reads and writes rows and calls every function and procedure; makes, alters and drops nothing, but by functions that run with the owner's
--             rights (partitions, ANALYZE)
--   p_reader  reads tables and views, and calls the functions that only read
-- Tables made later, partitions among them, get the same by default privileges.
-- Locks: one advisory, so that starting instances take turns. Callers: AccessGrants; operators with roles of other names.
CREATE OR REPLACE FUNCTION ops.grant_access(p_app name, p_reader name)
RETURNS integer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_schemas constant name[] := ops.own_schemas();
    v_command text;
    v_count integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(rollup.lock_key(5, 0, 2));
    FOR v_command IN
        WITH grantee AS (
            SELECT r.oid, r.rolname, g.privileges, g.everything
            FROM (VALUES (p_app, 'SELECT, INSERT, UPDATE, DELETE', true), (p_reader, 'SELECT', false)) AS g (name, privileges, everything)
            JOIN pg_roles AS r ON r.rolname = g.name
        ), ours AS (
            SELECT n.oid, n.nspname FROM pg_namespace AS n WHERE n.nspname = ANY (v_schemas)
        )
        SELECT format('REVOKE ALL ON ROUTINE %s FROM PUBLIC', f.oid::regprocedure)
        FROM pg_proc AS f JOIN ours AS o ON o.oid = f.pronamespace
        WHERE EXISTS (SELECT FROM aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) AS a WHERE a.grantee = 0)
        UNION ALL
        SELECT format('GRANT USAGE ON SCHEMA %I TO %I', o.nspname, g.rolname)
        FROM ours AS o CROSS JOIN grantee AS g
        WHERE NOT has_schema_privilege(g.oid, o.oid, 'USAGE')
        UNION ALL
        SELECT format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT %s ON TABLES TO %I', o.nspname, g.privileges, g.rolname)
        FROM ours AS o CROSS JOIN grantee AS g
        WHERE NOT EXISTS (
            SELECT FROM pg_default_acl AS d CROSS JOIN aclexplode(d.defaclacl) AS a
            WHERE d.defaclnamespace = o.oid AND d.defaclobjtype = 'r' AND a.grantee = g.oid)
        UNION ALL
        SELECT format('GRANT %s ON TABLE %I.%I TO %I', g.privileges, o.nspname, c.relname, g.rolname)
        FROM pg_class AS c JOIN ours AS o ON o.oid = c.relnamespace CROSS JOIN grantee AS g
        WHERE c.relkind IN ('r', 'p', 'v') AND EXISTS (
            SELECT FROM unnest(string_to_array(g.privileges, ', ')) AS u (privilege)
            WHERE NOT has_table_privilege(g.oid, c.oid, u.privilege))
        UNION ALL
        SELECT format('GRANT USAGE ON SEQUENCE %I.%I TO %I', o.nspname, c.relname, g.rolname)
        FROM pg_class AS c JOIN ours AS o ON o.oid = c.relnamespace CROSS JOIN grantee AS g
        WHERE c.relkind = 'S' AND g.everything AND NOT has_sequence_privilege(g.oid, c.oid, 'USAGE')
        UNION ALL
        SELECT format('GRANT EXECUTE ON ROUTINE %s TO %I', f.oid::regprocedure, g.rolname)
        FROM pg_proc AS f JOIN ours AS o ON o.oid = f.pronamespace CROSS JOIN grantee AS g
        WHERE (g.everything OR f.provolatile <> 'v' AND NOT f.prosecdef)
            AND NOT EXISTS (SELECT FROM aclexplode(f.proacl) AS a WHERE a.grantee = g.oid)
    LOOP
        EXECUTE v_command;
        v_count := v_count + 1;
    END LOOP;
    RETURN v_count;
END
$$;

COMMENT ON FUNCTION ops.grant_access(name, name) IS 'Lets p_app read, write and call everything and p_reader read, as far as these roles exist; takes from PUBLIC what functions give it. Returns how many grants were missing.';
