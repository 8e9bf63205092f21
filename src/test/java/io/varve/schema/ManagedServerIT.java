package io.varve.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.rollup.RefreshCycle;
import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.jdbc.core.simple.JdbcClient;

/** DOC14: what the page about managed PostgreSQL says, typed by an administrator that is no superuser. */
@ExtendWith(DatabaseExtension.class)
class ManagedServerIT {

    private static final Instant NOW = Instant.parse("2025-06-01T00:00:00Z");
    private static final String ROLES = "rolname IN ('varve_admin', 'varve_app', 'varve_reader')";

    @AfterEach
    void drop() {
        TestDatabase.dropAdministrator("varve", "varve_admin", "varve_app", "varve_reader");
    }

    @Test
    void an_administrator_that_is_no_superuser_makes_all_that_varve_needs(TestDatabase server) throws IOException {
        JdbcClient administrator = JdbcClient.create(TestDatabase.administrator());
        String lines =
                Pages.code(Path.of("docs/managed-postgresql.md"), "pgsql").get(0);
        for (String statement : lines.split(";[^\\n]*\\n")) {
            administrator.sql(statement.replace("...", "varve_test")).update();
        }
        assertThat(count(administrator, "pg_roles WHERE " + ROLES)).isEqualTo(3);
        assertThat(count(administrator, "pg_roles WHERE (rolsuper OR rolcreaterole OR rolcreatedb) AND " + ROLES))
                .isZero();
        try (RunningVarve varve = RunningVarve.start(
                server,
                NOW,
                "spring.datasource.url=" + server.url().replace("/" + server.name(), "/varve"),
                "spring.datasource.username=varve_app",
                "spring.datasource.password=varve_test",
                "spring.flyway.user=varve_admin",
                "spring.flyway.password=varve_test")) {
            varve.post("/api/points?series=m", "text/csv", "time,value\n2025-05-31T12:00:00Z,20.5\n");
            varve.bean(RefreshCycle.class).run(NOW);
            assertThat(varve.get("/api/timeseries?series=m&interval=day&start_time=2025-05-31&end_time=2025-06-01")
                            .body())
                    .contains("20.5", "\"resolution\":\"1h\"");
            JdbcClient app = varve.bean("ingestJdbc", JdbcClient.class);
            assertThat(app.sql("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname IN ('raw', 'rollup', 'ops')")
                            .query(String.class)
                            .list())
                    .containsExactly("varve_admin");
            assertThat(count(app, "pg_extension WHERE extname <> 'plpgsql'")).isZero();
        }
    }

    private static long count(JdbcClient jdbc, String from) {
        return jdbc.sql("SELECT count(*) FROM " + from).query(Long.class).single();
    }
}
