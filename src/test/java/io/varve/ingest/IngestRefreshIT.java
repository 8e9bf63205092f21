package io.varve.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.rollup.RefreshCycle;
import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Ingest against tiers that are already materialised. */
@ExtendWith(DatabaseExtension.class)
class IngestRefreshIT {

    private static final Instant NOW = Instant.parse("2025-06-01T12:00:00Z");

    private static RunningVarve varve;
    private static StoredPoints stored;

    @BeforeAll
    static void start(TestDatabase database) {
        varve = RunningVarve.start(database, NOW);
        stored = new StoredPoints(database);
        ok(post(point("first", NOW.minusSeconds(3_600), 1)));
        refresh();
    }

    @AfterAll
    static void stop() {
        varve.close();
    }

    @Test
    void a_point_is_in_the_answer_right_after_the_request() {
        ok(post(point("fresh", NOW.minusSeconds(1), 5)));
        assertThat(sums("fresh", "hour")).containsExactly(5.0);
    }

    @Test
    void a_late_point_reaches_every_tier_with_the_next_refresh() {
        ok(post(point("late", NOW.minusSeconds(40L * 86_400), 5)));
        refresh();
        for (String tier : List.of(
                "bronze.series_1m",
                "silver.series_5m",
                "gold.series_1h",
                "platinum.series_1d",
                "platinum.series_1w",
                "platinum.series_1mo")) {
            assertThat(stored.count(tier + " WHERE series = 'late'")).as(tier).isEqualTo(1);
        }
        assertThat(sums("late", "day")).containsExactly(5.0);
    }

    @Test
    void a_write_below_the_fence_logs_its_invalidation_and_the_same_write_again_changes_no_answer() {
        String points =
                point("replayed", NOW.minusSeconds(7_200), 5) + "," + point("replayed", NOW.minusSeconds(86_400), 6);
        long before = stored.count("rollup.invalidation");
        ok(post(points));
        assertThat(stored.count("rollup.invalidation")).isEqualTo(before + 2);
        refresh();
        ok(post(points));
        assertThat(sums("replayed", "week")).containsExactly(11.0);
        refresh();
        assertThat(sums("replayed", "week")).containsExactly(11.0);
        ok(post(points.replace("\"value\":6", "\"value\":7")));
        assertThat(sums("replayed", "week")).containsExactly(12.0);
    }

    @Test
    void a_replayed_session_changes_nothing() {
        UUID session = UUID.randomUUID();
        String body = "{\"session_id\":\"" + session + "\",\"start_ts\":\"2025-05-01T00:00:00Z\",\"data\":["
                + "{\"series\":\"session.replayed\",\"time\":\"2025-05-01T00:01:00Z\",\"value\":\"text\",\"metadata\":{\"a\":1}}]}";
        assertThat(varve.post("/api/sessions", "application/json", body).statusCode())
                .isEqualTo(201);
        String before = varve.get("/api/sessions/" + session).body();
        assertThat(varve.post("/api/sessions", "application/json", body).statusCode())
                .isEqualTo(201);
        assertThat(varve.get("/api/sessions/" + session).body()).isEqualTo(before);
    }

    @Test
    void deleted_points_are_out_of_every_answer_at_once_and_out_of_every_tier_after_a_refresh() {
        Instant time = NOW.minusSeconds(10L * 86_400);
        ok(post(point("removed", time, 5) + "," + point("removed", time.plusSeconds(60), 6)));
        refresh();
        HttpResponse<String> answer =
                varve.delete("/api/points?series=removed&start_time=" + time + "&end_time=" + time.plusSeconds(60));
        assertThat(ok(answer).get("deleted").asInt()).isEqualTo(1);
        assertThat(sums("removed", "day")).containsExactly(6.0);
        refresh();
        assertThat(sums("removed", "day")).containsExactly(6.0);
    }

    private static void refresh() {
        varve.bean(RefreshCycle.class).run(varve.clock().instant());
    }

    private static List<Double> sums(String series, String interval) {
        JsonNode answer = ok(varve.get("/api/timeseries?series=" + series + "&interval=" + interval
                + "&agg_func=sum&start_time=2025-01-01&end_time=" + NOW));
        return answer.get("results")
                .valueStream()
                .map(row -> row.get("value").asDouble())
                .toList();
    }

    private static HttpResponse<String> post(String points) {
        return varve.post("/api/points", "application/json", "{\"points\":[" + points + "]}");
    }

    private static JsonNode ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return RunningVarve.json(answer);
    }

    private static String point(String series, Instant time, int value) {
        return "{\"series\":\"" + series + "\",\"time\":\"" + time + "\",\"value\":" + value + "}";
    }
}
