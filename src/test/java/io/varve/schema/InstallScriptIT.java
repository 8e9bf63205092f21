package io.varve.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.varve.support.Programs;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A database made by psql alone is the one that Flyway makes, and a service can take it over. */
class InstallScriptIT {

    private static final String SCHEMAS =
            "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public')";

    private static final String CATALOGUE = """
            SELECT concat_ws(' ', 'routine', p.oid::regprocedure, CASE WHEN p.prokind <> 'a' THEN md5(pg_get_functiondef(p.oid)) END) FROM pg_proc AS p
            WHERE p.pronamespace::regnamespace::text !~ '^(pg_|information_schema)'
            UNION ALL
            SELECT concat_ws(' ', 'column', c.oid::regclass, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid))
            FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
            WHERE c.relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
            UNION ALL
            SELECT concat_ws(' ', 'constraint', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) FROM pg_constraint AS c
            WHERE c.connamespace::regnamespace::text !~ '^(pg_|information_schema)'
            UNION ALL
            SELECT concat_ws(' ', 'index', i.indexdef) FROM pg_indexes AS i
            WHERE i.schemaname !~ '^(pg_|information_schema)'
            UNION ALL
            SELECT concat_ws(' ', 'view', v.viewname, v.definition) FROM pg_views AS v
            WHERE v.schemaname !~ '^(pg_|information_schema)'
            UNION ALL
            SELECT concat_ws(' ', 'comment', d.classoid::regclass, pg_describe_object(d.classoid, d.objoid, d.objsubid), d.description)
            FROM pg_description AS d JOIN pg_class AS c ON c.oid = d.objoid AND d.classoid = 'pg_class'::regclass
            WHERE c.relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
            UNION ALL SELECT concat_ws(' ', 'tier', t.*) FROM rollup.tier AS t
            UNION ALL SELECT concat_ws(' ', 'job', j.*) FROM ops.job AS j
            UNION ALL SELECT concat_ws(' ', 'layout', l.*) FROM ops.partition_layout AS l
            UNION ALL SELECT concat_ws(' ', 'profile', p.*) FROM rollup.profile AS p
            UNION ALL SELECT concat_ws(' ', 'fence', f.*) FROM rollup.fence AS f
            UNION ALL SELECT concat_ws(' ', 'floor', f.*) FROM rollup.floor AS f
            ORDER BY 1""";

    @Test
    void psql_makes_what_flyway_makes_and_a_service_goes_on_from_there() {
        Programs programs = Programs.ofClients();
        assumeTrue(programs != null, "there is no psql here");
        try (TestDatabase flyway = TestDatabase.create();
                TestDatabase psql = TestDatabase.create()) {
            String ours = String.join(
                    ", ", psql.jdbc().sql(SCHEMAS).query(String.class).list());
            psql.jdbc().sql("DROP SCHEMA " + ours + " CASCADE").update();
            psql.jdbc().sql("DROP TABLE public.flyway_schema_history").update();
            programs.run("psql", psql, "-X", "-q", "-f", InstallScript.FILE.toString());
            assertThat(catalogue(psql)).isEqualTo(catalogue(flyway));
            try (RunningVarve varve = RunningVarve.start(psql, Instant.parse("2025-06-01T00:00:00Z"))) {
                assertThat(varve.get("/api/series").statusCode()).isEqualTo(200);
            }
            assertThat(catalogue(psql))
                    .as("after the service started")
                    .hasSizeGreaterThanOrEqualTo(catalogue(flyway).size());
        }
    }

    private static List<String> catalogue(TestDatabase database) {
        return database.jdbc().sql(CATALOGUE).query(String.class).list();
    }
}
