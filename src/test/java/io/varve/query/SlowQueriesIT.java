package io.varve.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.PGConnection;
import tools.jackson.databind.JsonNode;

/** Queries that took long are noted with what was asked and what they did; here, any takes long. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlowQueriesIT {

    private static final String DAY = "start_time=2025-03-09&end_time=2025-03-10";

    private final TestDatabase database;
    private final RunningVarve varve;
    private final Fixture fixture;
    private final Connection listening;

    SlowQueriesIT(TestDatabase database) throws SQLException {
        this.database = database;
        this.listening = listening();
        varve = RunningVarve.start(
                database,
                Instant.parse("2025-03-10T12:00:00Z"),
                "varve.slow-queries.after=1ns",
                "varve.slow-queries.per-minute=3",
                "varve.slow-queries.explain-every=10m",
                "varve.pool.query.statement-timeout=500ms");
        fixture = new Fixture(varve, database);
        fixture.point(fixture.series("m"), "2025-03-09T00:00:00Z", 1);
    }

    /** Each test has the allowances of all minutes before it to itself. */
    @BeforeEach
    void later() {
        database.jdbc().sql("TRUNCATE ops.slow_query").update();
        varve.clock().tick(Duration.ofHours(1));
    }

    @AfterAll
    void stop() throws SQLException {
        varve.close();
        listening.close();
    }

    @Test
    void what_was_asked_is_noted_with_what_it_took_and_now_and_then_its_plan() throws SQLException {
        String asked = "series=m&interval=day&agg_func=sum%2Cmax&" + DAY;
        assertThat(varve.get("/api/timeseries?" + asked).statusCode()).isEqualTo(200);
        JsonNode first = noted(1).get(0);
        assertThat(first.path("path").asString()).isEqualTo("/api/timeseries");
        assertThat(first.path("parameters").asString()).isEqualTo(asked);
        assertThat(first.path("status").asInt()).isEqualTo(200);
        assertThat(first.path("ended_at").asString()).startsWith("2025-03-");
        assertThat(first.path("database_seconds").asDouble())
                .isPositive()
                .isLessThan(first.path("seconds").asDouble());
        assertThat(first.path("statements").asInt()).isPositive();
        assertThat(first.path("tiers").toString()).isEqualTo("[\"raw\"]");
        assertThat(first.path("plan").asString()).contains("Scan", "(cost=").doesNotContain("actual time");
        assertThat(first.path("plan_seconds").asDouble()).isPositive();

        varve.get("/api/timeseries?" + asked);
        assertThat(noted(2).get(0).path("plan").isNull()).as("too soon").isTrue();
        varve.clock().tick(Duration.ofMinutes(10));
        varve.get("/api/timeseries?" + asked);
        assertThat(noted(3).get(0).path("plan").isNull()).isFalse();
    }

    @Test
    void what_is_stopped_is_noted_too() throws SQLException {
        varve.get("/api/timeseries?series=m&" + DAY);
        noted(1);
        later();
        try (Connection blocker = database.dataSource().getConnection();
                Statement statement = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            statement.execute("LOCK TABLE raw.batch IN ACCESS EXCLUSIVE MODE");
            assertThat(varve.get("/api/timeseries?series=m&timeout=400ms&" + DAY)
                            .statusCode())
                    .isEqualTo(503);
            blocker.rollback();
        }
        JsonNode stopped = noted(1).get(0);
        assertThat(stopped.path("status").asInt()).isEqualTo(503);
        assertThat(stopped.path("database_seconds").asDouble()).isGreaterThan(0.1);
        assertThat(stopped.path("tiers").isEmpty()).isTrue();
    }

    @Test
    void of_too_many_the_rest_is_counted() throws SQLException {
        double before = slow();
        for (int i = 0; i < 5; i++) {
            varve.get("/api/timeseries?series=m&" + DAY);
        }
        assertThat(slow() - before).isEqualTo(5);
        noted(3);
        varve.clock().tick(Duration.ofMinutes(1));
        varve.get("/api/timeseries/gaps?series=m&" + DAY);
        JsonNode next = noted(4).get(0);
        assertThat(next.path("path").asString()).isEqualTo("/api/timeseries/gaps");
        assertThat(next.path("left_out").asInt()).isEqualTo(2);
    }

    @Test
    void of_a_batch_all_queries_are_named() throws SQLException {
        varve.post("/api/timeseries/batch", "application/json", """
                {"queries":[{"series":"m","interval":"day"},{"series":"m\\u0000","limit":7}]}""");
        JsonNode batch = noted(1).get(0);
        assertThat(batch.path("parameters").asString()).isEqualTo("series=m&interval=day\nseries=m\uFFFD&limit=7");
    }

    @Test
    void the_slowest_may_come_first_and_what_is_old_goes() throws SQLException {
        database.jdbc().sql("""
                        INSERT INTO ops.slow_query (ended_at, instance, path, parameters, status, seconds, database_seconds, statements, tiers, left_out)
                        SELECT '2025-03-01'::timestamptz + day * interval '1 day', 'a', '/x', day::text, 200, 10 - abs(day - 2), 1, 1, '{}', 0
                        FROM generate_series(1, 4) AS day""").update();
        assertThat(results("?order=slowest").get(0).path("parameters").asString())
                .isEqualTo("2");
        assertThat(results("?order=slowest&limit=1&offset=3")
                        .get(0)
                        .path("parameters")
                        .asString())
                .isEqualTo("4");
        assertThat(results("?order=latest").get(0).path("parameters").asString())
                .isEqualTo("4");
        assertThat(results("").get(0).path("parameters").asString()).isEqualTo("4");
        database.jdbc().sql("SELECT ops.prune('2025-03-04')").query(Long.class).single();
        assertThat(noted(2).get(1).path("parameters").asString())
                .as("a row as old as that stays")
                .isEqualTo("3");
    }

    private double slow() {
        return varve.bean(MeterRegistry.class).get("varve.query.slow").counter().count();
    }

    /** What is noted, once it is so many: notes are written after the answer, and the database tells of each. */
    private JsonNode noted(int count) throws SQLException {
        JsonNode results = results("");
        while (results.size() < count) {
            assertThat(listening.unwrap(PGConnection.class).getNotifications(20_000))
                    .as("%d of %d are noted", results.size(), count)
                    .isNotEmpty();
            results = results("");
        }
        assertThat(results.size()).isEqualTo(count);
        return results;
    }

    private Connection listening() throws SQLException {
        database.jdbc()
                .sql("CREATE FUNCTION public.tells() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$ BEGIN PERFORM pg_notify('noted', ''); RETURN NULL; END $$")
                .update();
        database.jdbc()
                .sql("CREATE TRIGGER tells AFTER INSERT ON ops.slow_query EXECUTE FUNCTION public.tells()")
                .update();
        Connection connection = database.dataSource().getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute("LISTEN noted");
        }
        return connection;
    }

    private JsonNode results(String parameters) {
        return RunningVarve.json(varve.get("/api/operations/slow-queries" + parameters))
                .path("results");
    }
}
