-- Which indexes would make a query at least p_least (a share) cheaper by the planner's estimate: single columns and pairs of those it filters
-- tables by, tried with hypothetical indexes of the extension hypopg; nothing is built. For queries of one's own that join tables with Varve's. Of partitioned tables
-- every partition that is read gets one. p_query: one SELECT, names with their schemas, values in place of parameters; it is planned, not run.
-- SQLSTATE VA036: the extension hypopg is not present. Locks: those of planning the query.
CREATE OR REPLACE FUNCTION ops.advise_indexes(p_query text, p_least double precision DEFAULT 0.1)
RETURNS TABLE (index_definition text, cost_before double precision, cost_after double precision, estimated_bytes bigint)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_hypopg text := (SELECT n.nspname FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace WHERE e.extname = 'hypopg');
    v_plan json;
    v_candidate record;
    v_relation regclass;
    v_made record;
    v_indexes oid[];
    v_names text[];
BEGIN
    IF v_hypopg IS NULL THEN
        RAISE EXCEPTION 'the extension hypopg is not present in this database: there is no advice'
            USING ERRCODE = 'VA036', HINT = 'Where the server offers it: CREATE EXTENSION hypopg.';
    END IF;
    EXECUTE 'EXPLAIN (FORMAT JSON, VERBOSE) ' || p_query INTO v_plan;
    cost_before := v_plan -> 0 -> 'Plan' ->> 'Total Cost';
    FOR v_candidate IN
        WITH scan AS (
            SELECT r.relation, coalesce(pg_partition_root(r.relation), r.relation) AS root, concat_ws(' ', n ->> 'Filter', n ->> 'Index Cond', n ->> 'Recheck Cond') AS condition
            FROM jsonb_path_query(v_plan::jsonb, 'strict $.** ? (exists (@."Relation Name"))') AS n
            CROSS JOIN LATERAL (SELECT format('%I.%I', n ->> 'Schema', n ->> 'Relation Name')::regclass) AS r (relation)
        ), filtered AS (
            SELECT DISTINCT s.root, a.attname
            FROM scan AS s
            JOIN pg_attribute AS a ON a.attrelid = s.root AND a.attnum > 0 AND NOT a.attisdropped
            WHERE s.condition ~ ('\m' || a.attname || '\M')
        ), candidate AS (
            SELECT f.root, format('%I', f.attname) AS columns FROM filtered AS f
            UNION ALL
            SELECT f.root, format('%I, %I', f.attname, g.attname) FROM filtered AS f JOIN filtered AS g ON g.root = f.root AND g.attname <> f.attname
        )
        SELECT c.root, c.columns, ARRAY(SELECT DISTINCT s.relation FROM scan AS s WHERE s.root = c.root) AS relations FROM candidate AS c
    LOOP
        v_indexes := '{}';
        v_names := '{}';
        FOREACH v_relation IN ARRAY v_candidate.relations LOOP
            EXECUTE format('SELECT h.indexrelid, h.indexname FROM %I.hypopg_create_index($1) AS h', v_hypopg) INTO v_made
            USING format('CREATE INDEX ON %s (%s)', v_relation, v_candidate.columns);
            v_indexes := v_indexes || v_made.indexrelid;
            v_names := v_names || v_made.indexname;
        END LOOP;
        EXECUTE 'EXPLAIN (FORMAT JSON) ' || p_query INTO v_plan;
        cost_after := v_plan -> 0 -> 'Plan' ->> 'Total Cost';
        EXECUTE format('SELECT sum(%1$I.hypopg_relation_size(i)), count(%1$I.hypopg_drop_index(i)) FROM unnest($1) AS i', v_hypopg)
        INTO estimated_bytes USING v_indexes;
        index_definition := format('CREATE INDEX ON %s (%s)', v_candidate.root, v_candidate.columns);
        IF cost_after <= cost_before * (1 - p_least)
            AND EXISTS (SELECT FROM unnest(v_names) AS u (name) WHERE strpos(v_plan::text, to_json(u.name)::text) > 0) THEN
            RETURN NEXT;
        END IF;
    END LOOP;
END
$$;

COMMENT ON FUNCTION ops.advise_indexes(text, double precision) IS 'Which indexes would make a query cheaper, tried with hypopg (SQLSTATE VA036 where it is not present).';
