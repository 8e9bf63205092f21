package io.varve.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Jobs pause within declared windows, or outside of them; answers stay exact. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MaintenanceWindowIT {

    private static final Instant NOW = Instant.parse("2025-06-10T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private final TestDatabase database = TestDatabase.create();
    private final Watched watched = new Watched(database, NOW);

    @AfterEach
    void openAll() {
        watched.jdbc.sql("DELETE FROM ops.maintenance_window").update();
    }

    @AfterAll
    void close() {
        watched.close();
        database.close();
    }

    @Test
    void jobs_pause_inside_a_window_answers_stay_exact_and_nobody_is_alarmed() {
        watched.post("a", NOW.minus(HOUR.multipliedBy(3)), 1);
        watched.round();
        ok(
                put(
                        "upgrade",
                        "{\"effect\":\"pause\",\"job\":\"refresh\",\"from\":\"2025-06-10T12:01:00Z\",\"until\":\"2025-06-10T14:00:00Z\"}"));
        watched.tick(Duration.ofMinutes(90));
        watched.post("a", NOW.plus(HOUR), 10);
        watched.post("a", NOW.minus(HOUR.multipliedBy(3)).plusSeconds(1), 100);
        long runs = watched.number("SELECT count(*) FROM ops.run");
        watched.round();
        assertThat(watched.number("SELECT count(*) FROM ops.run")).isEqualTo(runs);
        JsonNode minute = watched.monitor("refresh", "1m");
        assertThat(minute.path("state").asString()).isEqualTo("paused");
        assertThat(minute.path("paused_until").asString()).isEqualTo("2025-06-10T14:00:00Z");
        assertThat(minute.path("overdue_seconds").asDouble()).isGreaterThan(1800);
        assertThat(minute.path("health").asString()).isEqualTo("OK");
        assertThat(watched.monitor("settle", "raw").path("state").asString()).isEqualTo("idle");
        assertThat(watched.varve
                        .get(
                                "/api/timeseries?series=a&interval=day&agg_func=sum&start_time=2025-06-10&end_time=2025-06-11")
                        .body())
                .contains("111");
        assertThat(watched.varve.get("/actuator/prometheus").body())
                .contains("varve_job_paused{kind=\"refresh\",tier=\"1m\"} 1.0");

        watched.tick(Duration.ofMinutes(31));
        watched.look();
        assertThat(watched.health("refresh", "1m"))
                .as("it has just begun again")
                .isEqualTo("OK");
        watched.round();
        assertThat(watched.monitor("refresh", "1m").path("state").asString()).isEqualTo("idle");
        assertThat(watched.number("SELECT count(*) FROM rollup.invalidation")).isZero();
        assertThat(watched.strings("SELECT health FROM ops.health_change")).isEmpty();
    }

    /** Summer time begins in Berlin on 2025-03-30 and ends on 2025-10-26, at 01:00 UTC. 2025-06-10 is a Tuesday. */
    @ParameterizedTest
    @CsvSource({
        "2025-06-10T22:59:59Z, 2025-06-10T23:00:00Z",
        "2025-06-10T23:00:00Z, ",
        "2025-06-11T02:59:59Z, ",
        "2025-06-11T03:00:00Z, 2025-06-12T23:00:00Z",
        "2025-03-29T12:00:00Z, 2025-03-30T23:00:00Z",
        "2025-03-28T12:00:00Z, 2025-03-29T00:00:00Z",
        "2025-10-25T10:00:00Z, 2025-10-27T00:00:00Z",
    })
    void batch_work_is_done_in_hours_of_low_traffic_only(String now, String until) {
        ok(put(
                "nights",
                "{\"effect\":\"only\",\"job\":\"backfill\",\"from_time\":\"01:00\",\"until_time\":\"05:00\","
                        + "\"days\":[1,2,3,5,6],\"time_zone\":\"Europe/Berlin\"}"));
        assertThat(pausedUntil("backfill", now)).isEqualTo(until);
        assertThat(pausedUntil("refresh", now)).isNull();
    }

    @Test
    void windows_overlap_and_cross_midnight() {
        ok(put(
                "evening",
                "{\"effect\":\"pause\",\"from_time\":\"22:00\",\"until_time\":\"02:00\",\"time_zone\":\"UTC\"}"));
        ok(
                put(
                        "late",
                        "{\"effect\":\"pause\",\"tier\":\"1h\",\"from_time\":\"01:30\",\"until_time\":\"03:00\",\"time_zone\":\"UTC\"}"));
        ok(
                put(
                        "only",
                        "{\"effect\":\"only\",\"job\":\"retention\",\"from_time\":\"02:30\",\"until_time\":\"04:00\",\"time_zone\":\"UTC\"}"));
        String night = "2025-06-10T23:00:00Z";
        assertThat(pausedUntil("refresh", night)).isEqualTo("2025-06-11T03:00:00Z");
        assertThat(pausedUntil("refresh", "1m", night)).as("another tier").isEqualTo("2025-06-11T02:00:00Z");
        assertThat(pausedUntil("retention", night)).isEqualTo("2025-06-11T03:00:00Z");
        assertThat(pausedUntil("retention", "2025-06-11T04:00:00Z")).isEqualTo("2025-06-12T03:00:00Z");
        assertThat(pausedUntil("refresh", "2025-06-11T12:00:00Z")).isNull();
        JsonNode list = RunningVarve.json(watched.varve.get("/api/operations/maintenance-windows"));
        assertThat(list.path("results").size()).isEqualTo(3);
        assertThat(list.path("results").get(1).path("tier").asString()).isEqualTo("1h");
        assertThat(watched.varve
                        .delete("/api/operations/maintenance-windows/only")
                        .statusCode())
                .isEqualTo(204);
        assertThat(watched.varve
                        .delete("/api/operations/maintenance-windows/only")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void without_any_end_it_is_paused_for_ever() {
        watched.jdbc
                .sql("INSERT INTO ops.maintenance_window (name, effect, job, from_at, until_at)"
                        + " VALUES ('frozen', 'pause', 'settle', '2025-01-01Z', 'infinity')")
                .update();
        assertThat(watched.monitor("settle", "raw").path("state").asString()).isEqualTo("paused");
        assertThat(watched.monitor("settle", "raw").path("paused_until").isNull())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"effect\":\"stop\",\"from\":\"2025-06-10T12:00:00Z\",\"until\":\"2025-06-10T14:00:00Z\"}",
                "{\"effect\":\"pause\",\"from\":\"2025-06-10T12:00:00Z\"}",
                "{\"effect\":\"pause\",\"from\":\"2025-06-10T12:00:00Z\",\"until\":\"2025-06-10T12:00:00Z\"}",
                "{\"effect\":\"pause\",\"from\":\"2025-06-10T12:00:00Z\",\"until\":\"2025-06-11T12:00:00Z\",\"days\":[1]}",
                "{\"effect\":\"pause\",\"from_time\":\"01:00\",\"until_time\":\"05:00\"}",
                "{\"effect\":\"pause\",\"from_time\":\"01:00\",\"until_time\":\"05:00\",\"time_zone\":\"Mars/Phobos\"}",
                "{\"effect\":\"pause\",\"from_time\":\"01:00\",\"until_time\":\"05:00\",\"time_zone\":\"UTC\",\"days\":[0]}",
                "{\"effect\":\"pause\",\"from_time\":\"01:00\",\"until_time\":\"01:00\",\"time_zone\":\"UTC\"}",
                "{\"effect\":\"pause\",\"job\":\"dance\",\"from_time\":\"01:00\",\"until_time\":\"05:00\",\"time_zone\":\"UTC\"}",
                "{\"effect\":\"pause\",\"tier\":\"2h\",\"from_time\":\"01:00\",\"until_time\":\"05:00\",\"time_zone\":\"UTC\"}",
                "{\"effect\":\"pause\",\"from_time\":\"25:00\",\"until_time\":\"05:00\",\"time_zone\":\"UTC\"}"
            })
    void what_is_no_window_is_refused(String body) {
        HttpResponse<String> answer = put("x", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    }

    private @Nullable String pausedUntil(String job, String now) {
        return pausedUntil(job, "1h", now);
    }

    private @Nullable String pausedUntil(String job, String tier, String now) {
        return watched.jdbc
                .sql(
                        "SELECT to_char(ops.paused_until(?, ?, ?::timestamptz) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')")
                .params(job, tier, now)
                .query((row, number) -> Optional.ofNullable(row.getString(1)))
                .single()
                .orElse(null);
    }

    private HttpResponse<String> put(String name, String body) {
        return watched.varve.send(
                HttpRequest.newBuilder(watched.varve.uri("/api/operations/maintenance-windows/" + name))
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(body)));
    }

    private static void ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
}
