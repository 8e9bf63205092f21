package io.varve.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.varve.profile.ProfileCycle;
import io.varve.rollup.RefreshCycle;
import io.varve.settle.SettleCycle;
import io.varve.support.Lemma;
import io.varve.support.RunningVarve;
import io.varve.support.Session;
import io.varve.support.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * A week, by a clock that goes on in steps, of two instances that take turns: a tier that cannot be written, an outage of the server, a
 * run that lasts too long, a poisoned bucket, an instance that dies. Afterwards ledger, history of health and retries say so.
 */
class WeekOfOperationsIT {

    private static final Instant MONDAY = Instant.parse("2025-06-02T00:00:00Z");
    private static final Duration STEP = Duration.ofMinutes(30);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final String[] IMPATIENT = {
        "varve.pool.ingest.connection-timeout=250ms",
        "varve.pool.query.connection-timeout=250ms",
        "varve.pool.jobs.connection-timeout=250ms",
        "varve.pool.jobs.lock-timeout=10m",
        "varve.operations.patience=100m"
    };

    private final TestDatabase database = TestDatabase.create();
    private final Watched first = new Watched(database, MONDAY, IMPATIENT);
    private final Watched second = new Watched(database, MONDAY, IMPATIENT);
    private int steps;
    private long accepted;

    @AfterEach
    void drop() {
        first.close();
        second.close();
        database.close();
    }

    @Test
    void comes_out_as_documented() {
        until(day(2).plus(HOUR));
        tierFailsForSixHours();
        until(day(3).plus(HOUR));
        serverIsAwayForTwoHours();
        until(day(4).plus(HOUR));
        runLastsTooLong();
        until(day(5).plus(HOUR));
        bucketIsPoisonedForADay();
        until(day(6).plus(HOUR.multipliedBy(3)));
        instanceDies();
        until(day(8));

        assertThat(health())
                .containsExactly(
                        "03 01:30 refresh 1h OK WARNING failed 1 times in a row",
                        "03 02:00 refresh 1h WARNING ALERT overdue for 3600 s",
                        "03 04:30 profile 1h OK WARNING overdue for 9000 s",
                        "03 08:00 refresh 1h ALERT OK",
                        "03 08:30 profile 1h WARNING OK",
                        "05 01:30 refresh 5m OK WARNING overdue for 1800 s",
                        "05 01:30 refresh 1h OK WARNING overdue for 1800 s",
                        "05 02:00 refresh 5m WARNING ALERT running since 2025-06-05 01:00:00+00",
                        "05 02:00 refresh 1h WARNING ALERT overdue for 3600 s",
                        "05 02:30 refresh 5m ALERT OK",
                        "05 02:30 refresh 1h ALERT OK",
                        "06 01:30 refresh 1m OK WARNING 1 entries are set aside",
                        "07 02:00 refresh 1m WARNING OK",
                        "07 04:00 refresh 1m OK ALERT running since 2025-06-07 03:00:00+00",
                        "07 05:00 refresh 1m ALERT OK");
        assertThat(first.strings("SELECT concat_ws(' ', job, tier, outcome, count(*)) FROM ops.run"
                        + " WHERE outcome <> 'succeeded' GROUP BY job, tier, outcome ORDER BY outcome"))
                .containsExactly("refresh 1h failed 11", "refresh 1m lost 1");
        assertThat(attempts("53100"))
                .as("ten attempts, then one an hour; mended at seven")
                .containsExactly(
                        "01:30", "02:00", "02:30", "03:00", "03:30", "04:00", "04:30", "05:00", "05:30", "06:00",
                        "07:00");
        assertThat(attempts("22003"))
                .hasSize(10 + 19)
                .startsWith("01:30", "02:00")
                .endsWith("00:00", "01:00");
        assertThat(first.strings("SELECT DISTINCT sqlstate FROM ops.error")).containsOnly("53100", "22003");
        assertThat(first.strings("SELECT health FROM ops.monitor('" + now() + "')"))
                .containsOnly("OK");
        Lemma.check(first.jdbc);
        assertThat(RunningVarve.json(
                                second.varve.get(
                                        "/api/timeseries?series=*&interval=year&agg_func=count&start_time=2025-01-01&end_time=2026-01-01"))
                        .path("results")
                        .valueStream()
                        .mapToLong(row -> row.path("value").asLong())
                        .sum())
                .isEqualTo(accepted);
    }

    private List<String> health() {
        return first.strings(
                "SELECT concat_ws(' ', to_char(changed_at AT TIME ZONE 'UTC', 'DD HH24:MI'), job, tier, was,"
                        + " health, reason) FROM ops.health_change ORDER BY changed_at, change_id");
    }

    /** The times of day at which it failed so. */
    private List<String> attempts(String sqlState) {
        return first.strings(
                "SELECT to_char(occurred_at AT TIME ZONE 'UTC', 'HH24:MI') FROM ops.error WHERE sqlstate = '" + sqlState
                        + "' ORDER BY occurred_at");
    }

    private void tierFailsForSixHours() {
        first.breaks("gold.rollup_1h", "true", "53100");
        until(now().plus(HOUR.multipliedBy(6)));
        first.mend();
    }

    private void serverIsAwayForTwoHours() {
        database.refuse(true);
        until(now().plus(HOUR.multipliedBy(2)));
        database.refuse(false);
        // Pools go on trying by the real clock.
        await().ignoreExceptions().until(() -> isBack(first) && isBack(second));
    }

    private static boolean isBack(Watched instance) {
        return instance.varve.bean(Ledger.class).isDue(new Job("refresh", "1m"))
                && instance.varve.get("/actuator/health/readiness").statusCode() == 200;
    }

    private void runLastsTooLong() {
        try (Session gate = Session.open(database)) {
            first.holdsUp(
                    "silver.rollup_5m",
                    "NEW.series_id = " + first.number("SELECT min(series_id) FROM catalog.series"),
                    gate);
            postBetween("a", 8);
            Instant began = now();
            CompletableFuture<Void> slow = CompletableFuture.runAsync(
                    () -> first.varve.bean(RefreshCycle.class).run(began));
            first.awaitHeldUp();
            until(now().plus(HOUR));
            gate.run("SELECT pg_advisory_unlock(42)");
            slow.join();
        }
        first.mend();
    }

    private void bucketIsPoisonedForADay() {
        first.breaks("bronze.rollup_1m", "NEW.value_max = 666", "22003");
        postBetween("c", 666);
        until(now().plus(Duration.ofDays(1)));
        first.mend();
    }

    private void instanceDies() {
        first.jdbc
                .sql("SELECT ops.begin_run('refresh', '1m', 'gone', ?::timestamptz)")
                .params(now().toString())
                .query(row -> {});
    }

    private Instant day(int number) {
        return MONDAY.plus(Duration.ofDays(number - 1));
    }

    private Instant now() {
        return first.now();
    }

    private void until(Instant time) {
        while (now().isBefore(time)) {
            first.tick(STEP);
            second.tick(STEP);
            steps++;
            try {
                post();
                work(steps % 4 < 2 ? first : second);
            } catch (DataAccessException | TransactionException e) {
                // As the schedulers do, each of which tries again next time.
            }
        }
    }

    /** At a time that no other point has. */
    private void postBetween(String series, double value) {
        first.post(series, now().minus(Duration.ofMinutes(8)), value);
        accepted++;
    }

    private void post() {
        Instant now = now();
        StringBuilder lines = new StringBuilder();
        int count = 0;
        for (String series : new String[] {"a", "b", "c"}) {
            for (int minutes = 1; minutes < STEP.toMinutes(); minutes += 6) {
                lines.append("{\"series\":\"%s\",\"time\":\"%s\",\"value\":%d}\n"
                        .formatted(series, now.minus(Duration.ofMinutes(minutes)), minutes));
                count++;
            }
        }
        if (steps % 10 == 0) {
            lines.append(
                    "{\"series\":\"late\",\"time\":\"%s\",\"value\":1}\n".formatted(now.minus(Duration.ofHours(30))));
            count++;
        }
        if (second.varve
                        .post("/api/points", "application/x-ndjson", lines.toString())
                        .statusCode()
                == 200) {
            accepted += count;
        }
    }

    private void work(Watched instance) {
        instance.round();
        if (steps % 2 == 0) {
            instance.varve.bean(SettleCycle.class).run();
            instance.varve.bean(ProfileCycle.class).run(now());
        }
    }
}
