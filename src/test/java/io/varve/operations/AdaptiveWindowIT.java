package io.varve.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.varve.custom.RollupCycle;
import io.varve.support.RunningVarve;
import io.varve.support.Session;
import io.varve.support.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** How much a refresh takes follows how long it took (prior art's D6), and who else is at work (D24). */
class AdaptiveWindowIT {

    private static final Instant NOW = Instant.parse("2025-06-10T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    private final TestDatabase database = TestDatabase.create();

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void d6_the_window_of_a_slow_tier_shrinks_and_grows_again_when_it_is_quick() {
        try (Watched watched =
                new Watched(database, NOW, "varve.refresh.target-duration=300ms", "varve.refresh.busy-sessions=0")) {
            watched.slows("gold.rollup_1h", "0.005");
            twentyDays(watched);
            JsonNode hour = watched.monitor("refresh", "1h");
            assertThat(hour.path("forward_window").asDouble()).isLessThan(0.5);
            assertThat(hour.path("average_seconds").asDouble()).isGreaterThanOrEqualTo(0);
            twentyDays(watched);
            double small =
                    watched.monitor("refresh", "1h").path("forward_window").asDouble();
            assertThat(small).isBetween(1.0 / 4096, 0.25);
            assertThat(watched.strings("SELECT unnest(decisions) FROM ops.run WHERE tier = '1h' ORDER BY run_id"))
                    .isNotEmpty()
                    .first()
                    .asString()
                    .matches("forward window is 0\\.[0-9]+, was 1\\.00: a step wrote [0-9]+ rows in .* s of 0\\.300 s");
            assertThat(watched.monitor("refresh", "1d").path("forward_window").asDouble())
                    .as("of a tier that is not slow")
                    .isGreaterThanOrEqualTo(1);

            watched.mend();
            twentyDays(watched);
            assertThat(watched.monitor("refresh", "1h").path("forward_window").asDouble())
                    .isGreaterThan(3 * small);
            JsonNode run = RunningVarve.json(watched.varve.get("/api/operations/refreshes?tier=1h&limit=1"))
                    .path("results")
                    .get(0);
            assertThat(run.path("decisions").toString()).contains("forward window is ");
            assertThat(watched.number("SELECT count(*) FROM gold.rollup_1h")).isEqualTo(60 * 24);
        }
    }

    @Test
    void d6_the_batches_of_a_slow_tier_shrink_too() {
        try (Watched watched =
                new Watched(database, NOW, "varve.refresh.target-duration=100ms", "varve.refresh.busy-sessions=0")) {
            twentyDays(watched);
            watched.slows("gold.rollup_1h", "0.005");
            hours(watched, watched.now().minus(DAY.multipliedBy(10)), 10 * 24, 1, 30);
            watched.tick(Duration.ofMinutes(2));
            watched.round();
            assertThat(watched.monitor("refresh", "1h").path("batch_window").asDouble())
                    .isLessThan(0.3);
            assertThat(watched.strings("SELECT unnest(decisions) FROM ops.run WHERE tier = '1h' ORDER BY run_id"))
                    .last()
                    .asString()
                    .matches("batch window is 0\\.[0-9]+, was .*: [0-9]+ entries were recomputed in .* s of 0\\.100 s");
        }
    }

    @Test
    void d6_so_do_those_of_a_custom_rollup_and_grow_again() {
        try (Watched watched =
                new Watched(database, NOW, "varve.refresh.target-duration=100ms", "varve.refresh.busy-sessions=0")) {
            rollup(watched);
            watched.slows("custom.rollup_1", "0.004");
            twentyDays(watched);
            rollups(watched);
            double small =
                    watched.monitor("refresh", "hourly").path("forward_window").asDouble();
            assertThat(small).isBetween(1.0 / 4096, 0.25);
            everySecondHour(watched);
            assertThat(watched.monitor("refresh", "hourly").path("batch_window").asDouble())
                    .isLessThan(0.3);
            assertThat(watched.strings("SELECT unnest(decisions) FROM ops.run WHERE tier = 'hourly' ORDER BY run_id"))
                    .anyMatch(decision -> decision.matches(
                            "forward window is 0\\.[0-9]+, was 1\\.00: a step wrote [0-9]+ rows in .* s of 0\\.100 s"))
                    .anyMatch(
                            decision -> decision.matches(
                                    "batch window is 0\\.[0-9]+, was 1\\.00: [0-9]+ entries were recomputed in .* s of 0\\.100 s"));

            watched.mend();
            double batch =
                    watched.monitor("refresh", "hourly").path("batch_window").asDouble();
            twentyDays(watched);
            rollups(watched);
            everySecondHour(watched);
            assertThat(watched.monitor("refresh", "hourly")
                            .path("forward_window")
                            .asDouble())
                    .isGreaterThan(3 * small);
            assertThat(watched.monitor("refresh", "hourly").path("batch_window").asDouble())
                    .isGreaterThan(3 * batch);
            assertThat(watched.number("SELECT count(*) FROM custom.hourly")).isEqualTo(40 * 24);
        }
    }

    @Test
    void d24_sessions_at_work_on_this_database_halve_it_and_others_do_not() {
        try (Watched watched = new Watched(database, NOW, "varve.refresh.busy-sessions=1");
                TestDatabase another = TestDatabase.create();
                Session elsewhere = Session.open(another);
                Session idle = Session.open(database);
                Session job = Session.open(database);
                Session waiting = Session.open(database);
                Session hidden = Session.open(database, database.role("somebody"));
                Session busy = Session.open(database)) {
            elsewhere.start(Long.class, "SELECT count(pg_sleep(600)) FROM generate_series(1, 1)");
            await().until(() -> watched.number("SELECT count(*) FROM pg_stat_activity WHERE state = 'active'"
                            + " AND query LIKE '%pg_sleep(600)%' AND datname <> current_database()")
                    == 1);
            idle.begin().run("SELECT pg_advisory_lock(42)");
            job.run("SET application_name = 'varve-jobs'");
            job.start(Long.class, "SELECT count(*) FROM generate_series(1, 1000000000)");
            waiting.start(Boolean.class, "SELECT pg_advisory_lock(42) IS NULL");
            waiting.awaitBlocked();
            await().until(() -> working(watched) == 2);
            assertThat(busySessions(watched)).isZero();
            watched.post("a", NOW.minus(DAY), 1);
            rollup(watched);
            watched.round();
            rollups(watched);
            assertThat(share(watched, "1m")).isOne();

            hidden.begin().run("SELECT FROM pg_class LIMIT 1");
            assertThat(busySessions(watched))
                    .as("in a transaction of another role")
                    .isOne();
            watched.tick(Duration.ofMinutes(2));
            watched.round();
            rollups(watched);
            assertThat(share(watched, "1m")).isEqualTo(0.5);
            assertThat(share(watched, "hourly")).isEqualTo(0.5);
            assertThat(watched.strings("SELECT DISTINCT unnest(decisions) FROM ops.run"))
                    .contains("windows are halved: 1 sessions are at work, 1 are many");
            assertThat(watched.monitor("refresh", "1m").path("batch_window").asDouble())
                    .isEqualTo(0.5);

            hidden.rollback();
            assertThat(busySessions(watched)).isZero();
            busy.start(Long.class, "SELECT count(*) FROM generate_series(1, 1000000000)");
            await().until(() -> busySessions(watched) == 1);
            cancel(watched);
            await().until(() -> busySessions(watched) == 0);
            watched.tick(Duration.ofMinutes(2));
            watched.tick(DAY);
            watched.round();
            rollups(watched);
            assertThat(share(watched, "1m")).isOne();
            assertThat(share(watched, "hourly")).isOne();
            assertThat(watched.monitor("refresh", "1m").path("batch_window").asDouble())
                    .isOne();
        }
    }

    private static long busySessions(Watched watched) {
        return watched.number("SELECT ops.busy_sessions()");
    }

    /** Sessions that run something, whoever they are. */
    private static long working(Watched watched) {
        return watched.number("SELECT count(*) FROM pg_stat_activity WHERE state = 'active'"
                + " AND datname = current_database() AND pid <> pg_backend_pid()");
    }

    private static void cancel(Watched watched) {
        watched.jdbc
                .sql("SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE state = 'active'"
                        + " AND query LIKE '%generate_series%' AND pid <> pg_backend_pid()")
                .query(row -> {});
    }

    private static double share(Watched watched, String tier) {
        return watched.jdbc
                .sql("SELECT coalesce(min(share), 1) FROM rollup.refresh_window WHERE tier = ?")
                .param(tier)
                .query(Double.class)
                .single();
    }

    private static void rollup(Watched watched) {
        watched.jdbc
                .sql("SELECT rollup.create_rollup('hourly', '5m', '1 hour', ARRAY['a'])")
                .query(row -> {});
    }

    /** A refresh of custom rollups as of the clock's time. */
    private static void rollups(Watched watched) {
        watched.varve.bean(RollupCycle.class).run(watched.now());
        watched.look();
    }

    /** A late point in every second hour of the twenty days before, so that no two entries of the log become one. */
    private static void everySecondHour(Watched watched) {
        hours(watched, watched.now().minus(DAY.multipliedBy(20)), 20 * 12, 2, 30);
        watched.tick(Duration.ofMinutes(2));
        watched.round();
        rollups(watched);
        watched.tick(Duration.ofMinutes(-2));
    }

    /** Time goes on by twenty days, in which a point came every hour. */
    private static void twentyDays(Watched watched) {
        hours(watched, watched.now(), 20 * 24, 1, 0);
        watched.tick(DAY.multipliedBy(20));
        watched.tick(Duration.ofMinutes(2));
        watched.round();
        watched.tick(Duration.ofMinutes(-2));
    }

    private static void hours(Watched watched, Instant from, int count, int every, int minute) {
        String rows = IntStream.range(0, count)
                .map(n -> n * every)
                .mapToObj(hour -> from.plus(Duration.ofHours(hour)).plus(Duration.ofMinutes(minute)) + "," + hour)
                .collect(Collectors.joining("\n", "time,value\n", "\n"));
        assertThat(watched.varve.post("/api/points?series=a", "text/csv", rows).statusCode())
                .isEqualTo(200);
    }
}
