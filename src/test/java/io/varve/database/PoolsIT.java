package io.varve.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PoolsIT {

    private final RunningVarve varve;

    PoolsIT(TestDatabase database) {
        varve = RunningVarve.start(
                database,
                Instant.parse("2025-06-01T00:00:00Z"),
                "varve.pool.ingest.size=1",
                "varve.pool.ingest.connection-timeout=250ms",
                "varve.pool.query.size=1",
                "varve.pool.query.connection-timeout=250ms",
                "varve.pool.jobs.size=1",
                "varve.pool.ingest.statement-timeout=61s",
                "varve.pool.query.lock-timeout=6s",
                "varve.pool.jobs.idle-in-transaction-timeout=62s");
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    @Test
    void every_session_of_a_pool_has_its_settings() {
        assertThat(settings("ingest")).containsExactly("UTC", "varve-ingest", "61s", "10s", "1min", "auto");
        assertThat(settings("query")).containsExactly("UTC", "varve-query", "30s", "6s", "1min", "force_custom_plan");
        assertThat(settings("jobs")).containsExactly("UTC", "varve-jobs", "10min", "30s", "62s", "auto");
    }

    private List<String> settings(String pool) {
        return List.of(
                setting(pool, "TimeZone"),
                setting(pool, "application_name"),
                setting(pool, "statement_timeout"),
                setting(pool, "lock_timeout"),
                setting(pool, "idle_in_transaction_session_timeout"),
                setting(pool, "plan_cache_mode"));
    }

    private String setting(String pool, String name) {
        return jdbc(pool)
                .sql("SELECT current_setting(:name)")
                .param("name", name)
                .query(String.class)
                .single();
    }

    @Test
    void transactions_are_read_committed_whatever_the_database_s_default_is() {
        for (String pool : List.of("ingest", "query", "jobs")) {
            // The pool's one session gets another default, as a server's configuration could give it.
            jdbc(pool).sql("SET default_transaction_isolation = 'serializable'").update();
            TransactionTemplate transactions = varve.bean(pool + "Transactions", TransactionTemplate.class);
            String isolation = transactions.execute(status -> setting(pool, "transaction_isolation"));
            assertThat(isolation).isEqualTo("read committed");
            jdbc(pool).sql("RESET default_transaction_isolation").update();
        }
    }

    @Test
    void an_exhausted_query_pool_is_503_with_retry_after_and_leaves_ingest_alone() throws SQLException {
        try (Connection taken = varve.bean("queryDataSource", DataSource.class).getConnection()) {
            assertThat(taken.isValid(1)).isTrue();
            HttpResponse<String> refused = varve.get("/api/timeseries");
            assertUnavailable(refused);
            assertThat(jdbc("ingest").sql("SELECT 1").query(Integer.class).single())
                    .isEqualTo(1);
            assertThat(varve.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
            assertThat(varve.get("/actuator/health/readiness").statusCode()).isEqualTo(503);
        }
        assertThat(varve.get("/api/timeseries").statusCode()).isEqualTo(200);
    }

    @Test
    void an_exhausted_ingest_pool_is_503_with_retry_after_and_leaves_queries_alone() throws SQLException {
        String body = "{\"points\":[{\"series\":\"a\",\"time\":\"2025-01-01T00:00:00Z\",\"value\":1}]}";
        try (Connection taken = varve.bean("ingestDataSource", DataSource.class).getConnection()) {
            assertThat(taken.isValid(1)).isTrue();
            assertUnavailable(varve.post("/api/points", "application/json", body));
            assertThat(varve.get("/api/timeseries").statusCode()).isEqualTo(200);
            assertThat(varve.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
        }
        assertThat(varve.post("/api/points", "application/json", body).statusCode())
                .isEqualTo(200);
    }

    @Test
    void the_database_s_clock_is_the_database_s(TestDatabase database) {
        Instant before = now(database);
        Instant measured = varve.bean("databaseClock", InstantSource.class).instant();
        assertThat(measured).isBetween(before, now(database));
    }

    private static Instant now(TestDatabase database) {
        return database.jdbc()
                .sql("SELECT clock_timestamp()")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    private JdbcClient jdbc(String pool) {
        return varve.bean(pool + "Jdbc", JdbcClient.class);
    }

    private static void assertUnavailable(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("2");
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(RunningVarve.json(response).get("type").asString()).isEqualTo("urn:varve:problem:no-connection");
    }
}
