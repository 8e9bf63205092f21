package io.varve.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.varve.rollup.RefreshCycle;
import io.varve.support.RunningVarve;
import io.varve.support.Session;
import io.varve.support.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Prior art's D11 to D15: failures are counted, waited for, capped, told once and healed; a run is seen while it lasts. */
class FailingRefreshIT {

    private static final Instant NOW = Instant.parse("2025-06-10T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private final TestDatabase database = TestDatabase.create();

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void d11_d12_45_failures_in_a_row_are_counted_capped_and_told_once_and_nobody_else_is_disturbed()
            throws IOException {
        List<String> told = new CopyOnWriteArrayList<>();
        HttpServer webhook = receiving(told);
        String url = "http://127.0.0.1:" + webhook.getAddress().getPort() + "/";
        try (Watched watched = new Watched(database, NOW, "varve.operations.webhook=" + url)) {
            watched.round();
            // A full disk says nothing about a bucket: the whole of the tier fails.
            watched.breaks("gold.rollup_1h", "true", "53100");
            watched.jdbc
                    .sql("UPDATE ops.job SET max_attempts = 45, retry_at_most = '1 minute'")
                    .update();
            int rounds = 0;
            while (failures(watched) < 45) {
                watched.tick(Duration.ofSeconds(30));
                watched.post("a", watched.now().minus(HOUR), rounds++);
                watched.round();
            }
            assertThat(rounds).as("waits of 30 to 60 s, looked for every 30 s").isBetween(60, 95);
            JsonNode hour = watched.monitor("refresh", "1h");
            assertThat(hour.path("health").asString()).isEqualTo("ALERT");
            assertThat(hour.path("state").asString()).isEqualTo("failed");
            assertThat(hour.path("reason").asString()).isEqualTo("failed 45 times in a row");
            assertThat(hour.path("attempts").asInt()).isEqualTo(45);
            assertThat(hour.path("last_error_sqlstate").asString()).isEqualTo("53100");
            assertThat(watched.number("SELECT count(*) FROM rollup.invalidation WHERE tier_id IN (1, 2)"))
                    .isZero();
            assertThat(watched.monitor("refresh", "1m").path("attempts").asInt())
                    .isZero();
            assertThat(watched.monitor("refresh", "1m").path("success_rate").asDouble())
                    .isOne();
            assertThat(hour.path("success_rate").asDouble()).isLessThan(0.1);
            assertThat(watched.strings("SELECT concat_ws('|', message, detail, hint) FROM ops.error"))
                    .containsOnly("broken by the test|on purpose|mend it");
            assertThat(watched.strings("SELECT context FROM ops.error")).allMatch(text -> text.contains("PL/pgSQL"));
            assertThat(watched.strings("SELECT statement FROM ops.error")).allMatch(text -> text.contains("rollup."));
            watched.look();
            assertThat(told).hasSize(2).allMatch(text -> text.contains("\"tier\":\"1h\""));
            assertThat(told.get(0)).contains("\"was\":\"OK\",\"health\":\"WARNING\"");
            assertThat(told.get(1)).contains("\"was\":\"WARNING\",\"health\":\"ALERT\"", "overdue for 18");

            HttpResponse<String> group = watched.varve.get("/actuator/health/operations");
            assertThat(group.statusCode()).isEqualTo(503);
            assertThat(group.body()).contains("\"refresh 1h\":\"ALERT: failed 45 times in a row\"");
            assertThat(watched.varve.get("/actuator/health").statusCode()).isEqualTo(200);
            assertThat(watched.varve.get("/actuator/health/readiness").statusCode())
                    .isEqualTo(200);
            assertThat(watched.varve.get("/actuator/prometheus").body())
                    .contains("varve_job_health{kind=\"refresh\",tier=\"1h\"} 2.0");

            watched.tick(Duration.ofMinutes(30));
            watched.round();
            assertThat(failures(watched)).as("no attempts left").isEqualTo(45);
            watched.mend();
            watched.tick(Duration.ofMinutes(31));
            watched.round();
            watched.tick(Duration.ofMinutes(2));
            watched.round();
            assertThat(watched.health("refresh", "1h")).isEqualTo("OK");
            assertThat(watched.number("SELECT count(*) FROM rollup.invalidation"))
                    .isZero();
            assertThat(told).last().asString().contains("\"was\":\"ALERT\",\"health\":\"OK\"");
            assertThat(watched.strings("SELECT health FROM ops.health_change WHERE tier = '1h' ORDER BY change_id"))
                    .containsExactly("WARNING", "ALERT", "OK");
        } finally {
            webhook.stop(0);
        }
    }

    @Test
    void d13_d14_a_run_that_takes_too_long_is_an_alert_while_it_lasts_then_cancelled_and_done_again() {
        Instant now = database.jdbc()
                .sql("SELECT clock_timestamp()")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
        try (Watched watched = new Watched(database, now.minus(HOUR), "varve.pool.jobs.lock-timeout=10m");
                Session gate = Session.open(database)) {
            watched.round();
            watched.holdsUp("silver.rollup_5m", "true", gate);
            watched.post("a", now.minus(HOUR.multipliedBy(2)), 1);
            CompletableFuture<Void> stuck = CompletableFuture.runAsync(
                    () -> watched.varve.bean(RefreshCycle.class).run(now.minus(HOUR)));
            watched.awaitHeldUp();
            assertThat(watched.health("refresh", "5m")).isEqualTo("RUNNING");
            assertThat(watched.monitor("refresh", "5m").path("state").asString())
                    .isEqualTo("running");
            watched.varve.clock().set(now.plus(Duration.ofMinutes(30)));
            watched.look();
            assertThat(watched.health("refresh", "5m")).isEqualTo("ALERT");
            assertThat(watched.monitor("refresh", "5m").path("reason").asString())
                    .startsWith("running since ");
            assertThat(stuck).isNotDone();

            watched.jdbc
                    .sql("UPDATE ops.job SET max_runtime = '1 microsecond' WHERE tier = '5m'")
                    .update();
            watched.look();
            stuck.join();
            assertThat(outcomes(watched)).containsExactly("cancelled");
            assertThat(watched.monitor("refresh", "5m").path("state").asString())
                    .isEqualTo("retrying");
            watched.jdbc.sql("UPDATE ops.job SET max_runtime = '1 hour'").update();
            gate.run("SELECT pg_advisory_unlock(42)");
            watched.tick(Duration.ofSeconds(10));
            watched.round();
            assertThat(outcomes(watched)).startsWith("cancelled", "succeeded");
            assertThat(watched.number("SELECT count(*) FROM silver.rollup_5m")).isEqualTo(1);
        }
    }

    @Test
    void after_an_outage_of_the_database_nothing_has_to_wait() {
        try (Watched watched = new Watched(database, NOW)) {
            watched.round();
            watched.breaks("gold.rollup_1h", "true", "57P01");
            watched.post("a", NOW.minus(HOUR.multipliedBy(2)), 1);
            watched.round();
            watched.round();
            assertThat(failures(watched)).isEqualTo(2);
            assertThat(watched.health("refresh", "1h")).isEqualTo("OK");
            watched.mend();
            watched.round();
            assertThat(watched.number("SELECT count(*) FROM gold.rollup_1h")).isEqualTo(1);
        }
    }

    @Test
    void d15_runs_of_an_instance_that_is_gone_are_lost_and_of_one_that_was_paused_count() {
        try (Watched watched = new Watched(database, NOW)) {
            long gone = watched.number("SELECT ops.begin_run('refresh', '1m', 'gone', '" + NOW + "')");
            watched.tick(Duration.ofMinutes(1));
            watched.look();
            assertThat(watched.strings("SELECT outcome FROM ops.run")).containsExactly("running");
            watched.tick(Duration.ofMinutes(2));
            watched.look();
            assertThat(watched.strings("SELECT outcome FROM ops.run")).containsExactly("lost");
            watched.jdbc
                    .sql("SELECT ops.end_run(?, ?::timestamptz, NULL, NULL, 3, 4)")
                    .params(gone, watched.now().toString())
                    .query(row -> {});
            assertThat(watched.strings("SELECT outcome || rows_in || rows_out FROM ops.run"))
                    .containsExactly("succeeded34");
        }
    }

    @Test
    void d6_d26_the_ledger_counts_what_was_done_and_what_had_nothing_to_do_leaves_no_trace() {
        try (Watched watched = new Watched(database, NOW)) {
            watched.post("a", NOW.minus(HOUR), 1);
            watched.round();
            watched.post("a", NOW.minus(HOUR.multipliedBy(2)), 1);
            watched.post("a", NOW.minus(HOUR.multipliedBy(3)), 1);
            watched.tick(Duration.ofSeconds(61));
            watched.round();
            JsonNode runs = RunningVarve.json(watched.varve.get("/api/operations/refreshes?tier=1m"));
            assertThat(runs.path("results").get(0).path("rows_in").asInt()).isEqualTo(2);
            assertThat(runs.path("results").get(0).path("window_from").asString())
                    .isEqualTo("2025-06-10T11:59:00Z");
            long count = watched.number("SELECT count(*) FROM ops.run");
            watched.round();
            assertThat(watched.number("SELECT count(*) FROM ops.run")).isEqualTo(count);
            watched.tick(Duration.ofDays(31));
            assertThat(watched.varve.bean(Monitor.class).prune(watched.now())).isPositive();
            assertThat(watched.strings("SELECT tier FROM ops.run ORDER BY run_id"))
                    .doesNotHaveDuplicates()
                    .contains("1m");
        }
    }

    private static List<String> outcomes(Watched watched) {
        return watched.strings("SELECT outcome FROM ops.run WHERE tier = '5m'"
                + " AND run_id >= (SELECT min(run_id) FROM ops.run WHERE outcome = 'cancelled') ORDER BY run_id");
    }

    private static long failures(Watched watched) {
        return watched.number("SELECT count(*) FROM ops.run WHERE outcome = 'failed'");
    }

    private static HttpServer receiving(List<String> told) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            told.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        return server;
    }
}
