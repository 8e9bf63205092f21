package io.varve.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A query that cannot be answered in time, or at all for now, is told so. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryLimitsIT {

    private final TestDatabase database;
    private final RunningVarve varve;
    private final Fixture fixture;

    QueryLimitsIT(TestDatabase database) {
        this.database = database;
        varve = RunningVarve.start(
                database,
                Instant.parse("2025-03-10T12:00:00Z"),
                "varve.pool.query.size=1",
                "varve.pool.query.connection-timeout=250ms",
                "varve.pool.query.statement-timeout=500ms",
                "varve.query.max-read=5");
        fixture = new Fixture(varve, database);
        fixture.point(fixture.series("m"), "2025-03-09T00:00:00Z", 1);
        int many = fixture.series("many");
        for (int hour = 1; hour <= 6; hour++) {
            fixture.point(many, "2025-03-09T0" + hour + ":00:00Z", hour);
        }
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    @Test
    void a_statement_that_takes_too_long_is_a_503_that_says_what_to_change() throws SQLException {
        try (Connection blocker = database.dataSource().getConnection();
                Statement statement = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            statement.execute("LOCK TABLE raw.batch IN ACCESS EXCLUSIVE MODE");
            JsonNode problem = fixture.refused(503, "series=m");
            assertThat(problem.get("type").asString()).isEqualTo("urn:varve:problem:query-timeout");
            assertThat(problem.get("detail").asString()).contains("shorter range");
            blocker.rollback();
        }
        assertThat(fixture.ask("series=m").get("results")).hasSize(1);
    }

    @Test
    void a_query_may_be_given_less_time() throws SQLException {
        try (Connection blocker = database.dataSource().getConnection();
                Statement statement = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            statement.execute("LOCK TABLE raw.batch IN ACCESS EXCLUSIVE MODE");
            for (String fill : List.of("none", "previous")) {
                long sent = System.nanoTime();
                JsonNode problem = fixture.refused(503, "series=m", "fill=" + fill, "timeout=50ms");
                assertThat(problem.get("type").asString()).isEqualTo("urn:varve:problem:query-timeout");
                assertThat(Duration.ofNanos(System.nanoTime() - sent)).isLessThan(Duration.ofMillis(450));
            }
            blocker.rollback();
        }
        assertThat(fixture.ask("series=m", "timeout=500ms").get("results")).hasSize(1);
    }

    /** Connections go back to the pool as they were. */
    @Test
    void the_next_query_has_all_the_time_again() throws SQLException {
        fixture.ask("series=m", "timeout=400ms");
        fixture.ask("series=m", "fill=previous", "timeout=400ms");
        try (Connection connection =
                        varve.bean("queryDataSource", DataSource.class).getConnection();
                Statement statement = connection.createStatement();
                ResultSet setting = statement.executeQuery("SHOW statement_timeout")) {
            assertThat(setting.next()).isTrue();
            assertThat(setting.getString(1)).isEqualTo("500ms");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "501ms", "1s", "1mo", "-1s", "5", "", "ms"})
    void a_timeout_is_a_length_of_time_that_any_statement_may_take(String timeout) {
        JsonNode problem = fixture.refused(400, "series=m", "timeout=" + timeout);
        assertThat(problem.get("parameter").asString()).isEqualTo("timeout");
        assertThat(problem.get("detail").asString()).contains("at most 500 ms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"interval=day", "interval=day&window=2d", "interval=day&fill=zero"})
    void a_query_that_would_read_too_much_is_a_422_that_says_what_to_change(String how) {
        String[] asked = ("series=many&" + how).split("&");
        JsonNode problem = fixture.refused(422, asked);
        assertThat(problem.get("type").asString()).isEqualTo("urn:varve:problem:too-much-to-read");
        assertThat(problem.get("detail").asString()).contains("shorter range");
        assertThat(problem.get("limit").asInt()).isEqualTo(5);
        String[] less = ("end_time=2025-03-09T06:00:00Z&start_time=2025-03-09T00:00:00Z&series=many&" + how).split("&");
        assertThat(fixture.ask(less).get("metadata").get("exact").asBoolean()).isTrue();
    }

    @Test
    void a_pool_without_a_free_connection_is_a_503_with_retry_after() throws SQLException {
        try (Connection taken = varve.bean("queryDataSource", DataSource.class).getConnection()) {
            assertThat(taken.isClosed()).isFalse();
            assertThat(fixture.send("series=m")).satisfies(response -> {
                assertThat(response.statusCode()).isEqualTo(503);
                assertThat(response.headers().firstValue("Retry-After")).isPresent();
            });
        }
    }
}
