package io.varve.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.varve.support.RunningVarve;
import io.varve.support.Session;
import io.varve.support.TestDatabase;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** As many jobs are at work at once as the pool of jobs has connections, and no more, however many are due. */
class JobsAtOnceIT {

    private static final Instant NOW = Instant.parse("2025-06-10T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int POOL = 2;
    private static final String[] OFTEN = {
        "varve.jobs.enabled=true",
        "varve.pool.jobs.size=" + POOL,
        "varve.refresh.interval=100ms",
        "varve.rollups.interval=100ms",
        "varve.backfill.interval=100ms"
    };

    private final TestDatabase database = TestDatabase.create();

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void ops16_of_tiers_rollups_and_a_backfill_that_are_due_the_pool_lets_two_work_and_all_get_done() {
        try (Watched watched = new Watched(database, NOW, OFTEN);
                Session gate = Session.open(database)) {
            watched.post("a", NOW.minus(HOUR.multipliedBy(3)), 1);
            await().until(() -> watched.number("SELECT count(*) FROM gold.rollup_1h") == 1);
            count(watched);
            watched.holdsUp("ops.run", "true", gate);
            long before = watched.number("SELECT coalesce(max(run_id), 0) FROM ops.run");
            watched.post("a", NOW.minus(HOUR.multipliedBy(4)), 2);
            rollup(watched.varve, "hours", "1h");
            rollup(watched.varve, "days", "1d");
            ok(watched.varve.post("/api/operations/backfill", "application/json", "{\"series\":\"a\"}"));

            HikariDataSource pool = watched.varve.bean("jobsDataSource", HikariDataSource.class);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> watched.heldUp() >= POOL
                            && pool.getHikariPoolMXBean().getThreadsAwaitingConnection() > 0);
            assertThat(watched.heldUp()).isEqualTo(POOL);
            assertThat(watched.number("SELECT count(*) FROM ops.run WHERE run_id > " + before))
                    .isZero();
            gate.run("SELECT pg_advisory_unlock(42)");

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> watched.number("SELECT (SELECT count(*) FROM rollup.invalidation)"
                                    + " + (SELECT count(*) FROM rollup.backfill WHERE finished_at IS NULL)"
                                    + " + (SELECT count(*) FROM rollup.custom WHERE position < '2025-06-10Z')"
                                    + " + (SELECT count(*) FROM ops.run WHERE outcome = 'running')")
                            == 0);
            assertThat(watched.strings(
                            "SELECT DISTINCT job || ' ' || tier || ' ' || outcome FROM ops.run WHERE run_id > "
                                    + before))
                    .contains(
                            "refresh 1m succeeded",
                            "refresh 1h succeeded",
                            "refresh hours succeeded",
                            "refresh days succeeded",
                            "backfill all succeeded")
                    .allMatch(run -> run.endsWith(" succeeded"));
            assertThat(watched.number("SELECT max(sessions) FROM public.at_work"))
                    .isEqualTo(POOL);
        }
    }

    /** Whenever something begins, how many sessions of the pool are at work is written down. */
    private static void count(Watched watched) {
        watched.jdbc.sql("CREATE TABLE public.at_work (sessions bigint)").update();
        watched.jdbc.sql("""
                        CREATE FUNCTION public.counts() RETURNS trigger LANGUAGE plpgsql AS $$
                        BEGIN
                            INSERT INTO public.at_work
                            SELECT count(*) FROM pg_stat_activity
                            WHERE datname = current_database() AND application_name = 'varve-jobs' AND state = 'active';
                            RETURN NEW;
                        END $$""").update();
        watched.jdbc
                .sql("CREATE TRIGGER at_work BEFORE INSERT ON ops.run FOR EACH ROW EXECUTE FUNCTION public.counts()")
                .update();
    }

    private static void rollup(RunningVarve varve, String name, String interval) {
        ok(varve.send(HttpRequest.newBuilder(varve.uri("/api/rollups/" + name))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(
                        "{\"source\":\"5m\",\"interval\":\"" + interval + "\",\"series\":\"a\"}"))));
    }

    private static void ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    }
}
