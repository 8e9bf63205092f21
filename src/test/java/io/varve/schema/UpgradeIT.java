package io.varve.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.rollup.RefreshCycle;
import io.varve.support.Lemma;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A database that an earlier version left behind, with points of every kind, sessions, packed hours, and buckets still to be
 * recomputed, is migrated when the service starts, and answers as that version did.
 *
 * <p>{@code upgrade/schema-008.sql.gz} is a pg_dump of it (plain, with inserts), {@code upgrade/answers-008.json.gz} what it
 * answered.
 */
class UpgradeIT {

    private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void a_database_of_an_earlier_version_answers_the_same_after_the_migration() throws IOException, SQLException {
        try (TestDatabase database = TestDatabase.create()) {
            restore(database, text("upgrade/schema-008.sql.gz"));
            JsonNode answers = JSON.readTree(text("upgrade/answers-008.json.gz"));
            try (RunningVarve varve = RunningVarve.start(database, NOW)) {
                assertSame(varve, answers);
                Lemma.check(database.jdbc());
                varve.bean(RefreshCycle.class).run(NOW);
                assertThat(database.jdbc()
                                .sql("SELECT count(*) FROM rollup.invalidation")
                                .query(Long.class)
                                .single())
                        .isZero();
                assertSame(varve, answers);
                assertThat(Lemma.check(database.jdbc())).isPositive();
            }
        }
    }

    private static void assertSame(RunningVarve varve, JsonNode answers) {
        for (JsonNode asked : answers) {
            String path = asked.get("path").asString();
            JsonNode answer = RunningVarve.json(varve.get(path));
            // A member that has come since.
            answer.path("results").forEach(each -> ((ObjectNode) each).remove("fill"));
            assertThat(path.startsWith("/api/timeseries") ? answer.get("results") : answer)
                    .as(path)
                    .isEqualTo(asked.get("results"));
        }
    }

    /** In place of what the template of the tests has. */
    private static void restore(TestDatabase database, String dump) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA raw, bronze, silver, gold, platinum, custom, catalog, rollup, ops CASCADE;"
                    + " DROP TABLE IF EXISTS public.flyway_schema_history");
            statement.execute(dump);
        }
    }

    private static String text(String resource) throws IOException {
        try (InputStream packed =
                        Objects.requireNonNull(UpgradeIT.class.getClassLoader().getResourceAsStream(resource));
                InputStream text = new GZIPInputStream(packed)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
