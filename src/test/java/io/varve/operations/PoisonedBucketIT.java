package io.varve.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A bucket that cannot be written keeps no other waiting: it is set aside, named, and retried. */
class PoisonedBucketIT {

    private static final Instant NOW = Instant.parse("2025-06-10T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private final TestDatabase database = TestDatabase.create();

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void one_bucket_that_fails_holds_up_neither_its_tier_nor_any_other_and_heals() {
        try (Watched watched = new Watched(database, NOW.minus(HOUR))) {
            watched.post("a", NOW.minus(HOUR.multipliedBy(2)), 1);
            watched.round();
            watched.tick(HOUR);
            watched.breaks("bronze.rollup_1m", "NEW.value_max = 666", "22003");
            for (int minute = 10; minute < 40; minute++) {
                Instant time = NOW.minus(Duration.ofMinutes(minute));
                watched.post("a", time, minute);
                watched.post("b", time, minute == 20 ? 666 : minute);
            }
            watched.round();
            watched.round();

            assertThat(watched.strings("SELECT from_bucket::text FROM rollup.invalidation WHERE attempts > 0"))
                    .hasSize(1);
            assertThat(watched.number("SELECT count(*) FROM rollup.invalidation WHERE attempts = 0"))
                    .isZero();
            assertThat(watched.number("SELECT count(*) FROM bronze.series_1m WHERE series = 'a'"))
                    .isEqualTo(31);
            assertThat(watched.number("SELECT count(*) FROM rollup.watermark WHERE position < '2025-06-10T11:00Z'"
                            + " AND tier_id <= 3"))
                    .isZero();
            assertThat(sums(watched)).isEqualTo("{\"a\":736.0,\"b\":1381.0}");

            JsonNode minute = watched.monitor("refresh", "1m");
            assertThat(minute.path("health").asString()).isEqualTo("WARNING");
            assertThat(minute.path("set_aside").asInt()).isEqualTo(1);
            assertThat(minute.path("reason").asString()).isEqualTo("1 entries are set aside");
            assertThat(watched.health("refresh", "5m")).isEqualTo("OK");
            assertThat(watched.strings("SELECT DISTINCT sqlstate || ' ' || message FROM ops.error"))
                    .containsExactly("22003 broken by the test");
            assertThat(watched.strings("SELECT statement FROM ops.error"))
                    .allMatch(which -> which.startsWith("series ") && which.endsWith("set aside"));

            watched.mend();
            watched.tick(Duration.ofMinutes(1));
            watched.round();
            assertThat(watched.number("SELECT count(*) FROM rollup.invalidation"))
                    .isZero();
            assertThat(watched.health("refresh", "1m")).isEqualTo("OK");
            assertThat(watched.number("SELECT count(*) FROM bronze.series_1m WHERE series = 'b'"))
                    .isEqualTo(30);
            assertThat(sums(watched)).isEqualTo("{\"a\":736.0,\"b\":1381.0}");
        }
    }

    @Test
    void what_stays_broken_is_tried_less_and_less_often_and_on_demand() {
        try (Watched watched = new Watched(database, NOW)) {
            watched.round();
            watched.breaks("silver.rollup_5m", "NEW.value_max = 666", "XX001");
            watched.post("a", NOW.minus(HOUR), 666);
            watched.post("a", NOW.minus(HOUR.multipliedBy(3)), 1);
            watched.jdbc
                    .sql("UPDATE ops.job SET max_attempts = 6, retry_at_most = '1 minute'")
                    .update();
            for (int step = 0; step < 40; step++) {
                watched.round();
                watched.tick(Duration.ofSeconds(10));
            }
            // Waits of at most 10, 20, 40, 60 and 60 s; the next one is an hour.
            assertThat(attempts(watched)).isEqualTo(6);
            assertThat(watched.number("SELECT count(*) FROM silver.rollup_5m WHERE value_max = 1"))
                    .isEqualTo(1);
            JsonNode answer =
                    RunningVarve.json(watched.varve.post("/api/operations/retry?job=refresh", "text/plain", ""));
            assertThat(answer.path("retried").asInt()).isEqualTo(1);
            watched.round();
            assertThat(attempts(watched)).isEqualTo(7);
        }
    }

    private static int attempts(Watched watched) {
        return (int) watched.number("SELECT max(attempts) FROM rollup.invalidation");
    }

    private static String sums(Watched watched) {
        JsonNode answer = RunningVarve.json(watched.varve.get("/api/timeseries?series=a,b&interval=year&agg_func=sum"
                + "&start_time=2025-01-01&end_time=2026-01-01"));
        StringBuilder sums = new StringBuilder();
        for (JsonNode row : answer.path("results")) {
            sums.append(sums.isEmpty() ? "{" : ",")
                    .append('"')
                    .append(row.path("series").asString())
                    .append("\":")
                    .append(row.path("value").asDouble());
        }
        return sums.append('}').toString();
    }
}
