package io.varve.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
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
                "varve.pool.query.statement-timeout=500ms");
        fixture = new Fixture(varve, database);
        fixture.point(fixture.series("m"), "2025-03-09T00:00:00Z", 1);
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
