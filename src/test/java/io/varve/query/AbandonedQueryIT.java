package io.varve.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Nobody waits for the answer any more: then nothing is computed for it either. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AbandonedQueryIT {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final TestDatabase database;
    private final RunningVarve varve;
    private final Fixture fixture;

    AbandonedQueryIT(TestDatabase database) {
        this.database = database;
        varve = RunningVarve.start(
                database,
                Instant.parse("2025-03-10T12:00:00Z"),
                "varve.pool.query.size=2",
                "varve.pool.query.statement-timeout=1h",
                "varve.pool.query.lock-timeout=1h");
        fixture = new Fixture(varve, database);
        fixture.point(fixture.series("m"), "2025-03-09T00:00:00Z", 1);
        fixture.ask("series=m");
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    @Test
    void the_statement_of_a_client_that_closed_its_connection_is_cancelled() throws SQLException, IOException {
        try (Connection blocker = blocker()) {
            try (Socket client = ask("")) {
                until(() -> waiting() == 1, "the statement waits for the lock");
                assertThat(client.isConnected()).isTrue();
            }
            long closed = System.nanoTime();
            until(() -> waiting() == 0, "the statement is cancelled");
            assertThat(Duration.ofNanos(System.nanoTime() - closed)).isLessThan(Duration.ofSeconds(2));
            until(() -> pool().getHikariPoolMXBean().getActiveConnections() == 0, "its connection is back in the pool");
            blocker.rollback();
        }
        assertThat(fixture.ask("series=m").get("results")).hasSize(1);
    }

    /** What such a client has sent already is not lost by looking whether it is there. */
    @Test
    void a_client_that_waits_is_answered_and_what_it_sent_meanwhile_too() throws SQLException, IOException {
        try (Connection blocker = blocker();
                Socket client = ask("")) {
            until(() -> waiting() == 1, "the statement waits for the lock");
            send(client, "&interval=1h", "Connection: close\r\n");
            long looked = System.nanoTime();
            until(() -> System.nanoTime() - looked > Duration.ofMillis(700).toNanos(), "it was looked at");
            blocker.rollback();
            String answers = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answers.split("HTTP/1.1 200", -1)).hasSize(3);
        }
    }

    private Connection blocker() throws SQLException {
        Connection blocker = database.dataSource().getConnection();
        blocker.setAutoCommit(false);
        try (Statement statement = blocker.createStatement()) {
            statement.execute("LOCK TABLE raw.batch IN ACCESS EXCLUSIVE MODE");
        }
        return blocker;
    }

    private Socket ask(String more) throws IOException {
        URI uri = varve.uri("/");
        Socket client = new Socket(uri.getHost(), uri.getPort());
        send(client, more, "");
        return client;
    }

    private static void send(Socket client, String more, String header) throws IOException {
        client.getOutputStream()
                .write(("GET /api/timeseries?series=m" + more + " HTTP/1.1\r\nHost: varve\r\n" + header + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        client.getOutputStream().flush();
    }

    private int waiting() {
        return fixture.jdbc
                .sql("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'varve-query'"
                        + " AND datname = current_database() AND state = 'active' AND wait_event_type = 'Lock'")
                .query(Integer.class)
                .single();
    }

    private HikariDataSource pool() {
        return varve.bean("queryDataSource", HikariDataSource.class);
    }

    private static void until(BooleanSupplier condition, String what) {
        long end = System.nanoTime() + SOON.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
