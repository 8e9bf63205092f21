package io.varve.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.profile.ProfileCycle;
import io.varve.rollup.RefreshCycle;
import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.net.http.HttpResponse;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** RET8, RET15, RET24: points of a time whose single points are gone, over HTTP. */
@ExtendWith(DatabaseExtension.class)
class BelowFloorIT {

    private static final Instant NOW = Instant.parse("2025-06-01T12:00:00Z");
    private static final String FLOOR = "2025-05-01T00:00:00Z";

    private static TestDatabase database;
    private static RunningVarve varve;

    @BeforeAll
    static void start(TestDatabase given) {
        database = given;
        varve = RunningVarve.start(database, NOW);
        post(points("known", "2025-04-10T08:00:00Z", "1", "2025-05-10T08:00:00Z", "2"), 200);
        varve.bean(RefreshCycle.class).run(NOW);
        database.jdbc()
                .sql("SELECT sum(raw.settle(shard, NULL, 1000)) FROM generate_series(0, 3) AS shard")
                .query(Long.class)
                .single();
        varve.bean(ProfileCycle.class).run(NOW);
        Timestamp floor = database.jdbc()
                .sql("SELECT rollup.raise_floor(0, ?::timestamptz, NULL, ?)")
                .params(FLOOR, Timestamp.from(NOW))
                .query(Timestamp.class)
                .single();
        assertThat(floor).isEqualTo(Timestamp.from(Instant.parse(FLOOR)));
    }

    @AfterAll
    static void stop() {
        varve.close();
    }

    @Test
    void a_point_below_the_floor_is_merged_once_and_the_answer_says_so() {
        String late = points("known", "2025-04-10T08:00:30Z", "4", "2025-05-10T09:00:00Z", "8");
        assertThat(post(late, 200).get("merged_below_floor").asLong()).isEqualTo(1);
        assertThat(days("known")).isEqualTo("2025-04-10 2 5.0, 2025-05-10 2 10.0");
        assertThat(post(late, 200).has("merged_below_floor")).isFalse();
        varve.bean(RefreshCycle.class).run(NOW);
        assertThat(days("known")).isEqualTo("2025-04-10 2 5.0, 2025-05-10 2 10.0");

        JsonNode refused = post(points("known", "2025-04-10T08:00:30Z", "5", "2025-05-10T09:00:00Z", "9"), 409);
        assertThat(refused.get("detail").asString())
                .contains("2025-04-10T08:00:30.000000Z is only left in aggregates, with value 4: it cannot become 5");
        assertThat(days("known")).isEqualTo("2025-04-10 2 5.0, 2025-05-10 2 10.0");
    }

    @Test
    void history_below_the_floor_is_merged_however_dense() {
        String lines = IntStream.range(0, 3000)
                .mapToObj(i -> "{\"series\":\"dense\",\"time\":\"%s\",\"value\":%d}"
                        .formatted(Instant.parse("2025-04-30T20:00:00Z").plusSeconds(10L * i), i % 50))
                .collect(Collectors.joining("\n"));
        HttpResponse<String> response = varve.post("/api/points", "application/x-ndjson", lines);
        assertThat(RunningVarve.json(response).get("merged_below_floor").asLong())
                .isEqualTo(1440);
        assertThat(days("dense")).isEqualTo("2025-04-30 1440 35080.0, 2025-05-01 1560 38420.0");
        varve.bean(RefreshCycle.class).run(NOW);
        assertThat(days("dense")).isEqualTo("2025-04-30 1440 35080.0, 2025-05-01 1560 38420.0");
    }

    @Test
    void a_session_with_points_below_the_floor_is_merged_and_cannot_be_deleted() {
        UUID id = UUID.randomUUID();
        HttpResponse<String> response = varve.post("/api/sessions", "application/json", """
                {"session_id":"%s","data":[{"series":"visit","time":"2025-04-20T10:00:00Z","value":3},
                 {"series":"visit","time":"2025-05-20T10:00:00Z","value":5}]}""".formatted(id));
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(RunningVarve.json(response).get("merged_below_floor").asLong())
                .isEqualTo(1);
        assertThat(days("visit")).isEqualTo("2025-04-20 1 3.0, 2025-05-20 1 5.0");
        HttpResponse<String> deleted = varve.delete("/api/sessions/" + id);
        assertThat(deleted.statusCode()).isEqualTo(409);
        assertThat(RunningVarve.json(deleted).get("detail").asString())
                .contains("single points are kept from " + FLOOR);
        assertThat(days("visit")).isEqualTo("2025-04-20 1 3.0, 2025-05-20 1 5.0");
    }

    @Test
    void deleting_below_the_floor_is_a_409_that_says_why() {
        String path = "/api/points?series=known&end_time=2025-05-02T00:00:00Z&start_time=";
        HttpResponse<String> refused = varve.delete(path + "2025-04-30T23:59:59Z");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(RunningVarve.json(refused).get("detail").asString())
                .contains("single points are kept from " + FLOOR);
        assertThat(varve.delete(path + FLOOR).statusCode()).isEqualTo(200);
    }

    @Test
    void a_metric_type_that_only_its_tiers_still_count_stays() {
        post(points("only.old", "2025-04-01T00:00:00Z", "1", "2025-04-02T00:00:00Z", "2"), 200);
        assertThat(varve.delete("/api/metrictypes/only.old").statusCode()).isEqualTo(409);
    }

    @Test
    void sessions_are_not_told_apart_where_their_points_are_gone() {
        HttpResponse<String> response =
                varve.get("/api/timeseries?series=known&interval=day&start_time=2025-04-30T00:00:00Z"
                        + "&end_time=2025-05-02T00:00:00Z&session_id=" + UUID.randomUUID());
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(RunningVarve.json(response).get("parameter").asString()).isEqualTo("start_time");
        assertThat(RunningVarve.json(response).get("detail").asString()).contains(FLOOR);
    }

    @Test
    void single_points_begin_where_they_are_kept() {
        JsonNode answer = RunningVarve.json(
                varve.get(
                        "/api/timeseries?series=known&interval=raw&start_time=2025-04-01T00:00:00Z&end_time=2025-05-10T08:30:00Z"));
        assertThat(answer.get("results")).hasSize(1);
        assertThat(answer.get("metadata").get("exact").asBoolean()).isFalse();
        assertThat(answer.get("metadata").get("segments").get(0).get("from").asString())
                .isEqualTo(FLOOR);
    }

    @Test
    void nothing_is_answered_of_a_range_of_which_nothing_is_kept() {
        for (String path : new String[] {"/api/timeseries", "/api/timeseries/explain"}) {
            HttpResponse<String> response = varve.get(
                    path + "?series=known&interval=raw&start_time=2025-04-01T00:00:00Z&end_time=2025-04-20T00:00:00Z");
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        }
        JsonNode answer = RunningVarve.json(
                varve.get(
                        "/api/timeseries?series=known&interval=raw&start_time=2025-04-01T00:00:00Z&end_time=2025-04-20T00:00:00Z"));
        assertThat(answer.get("results")).isEmpty();
        assertThat(answer.get("metadata").get("exact").asBoolean()).isFalse();
    }

    @Test
    void an_exact_answer_is_refused_where_there_is_none() {
        String old =
                "/api/timeseries?series=known&interval=%s&start_time=2025-04-01T00:00:00Z&end_time=2025-05-10T08:30:00Z";
        HttpResponse<String> inexact = varve.get(old.formatted("raw") + "&exact=true");
        assertThat(inexact.statusCode()).isEqualTo(422);
        assertThat(RunningVarve.json(inexact).get("type").asString()).isEqualTo("urn:varve:problem:not-exact");
        String quantile = old.formatted("day") + "&agg_func=p95";
        assertThat(varve.get(quantile).statusCode()).as("from profiles").isEqualTo(200);
        assertThat(varve.get(quantile + "&exact=true").statusCode()).isEqualTo(422);
    }

    @Test
    void refusing_is_a_409_that_stores_nothing() {
        try (RunningVarve refusing = RunningVarve.start(database, NOW, "varve.ingest.below-floor=refuse")) {
            HttpResponse<String> response = refusing.post(
                    "/api/points",
                    "application/json",
                    points("refused", "2025-04-10T08:00:00Z", "1", "2025-05-10T08:00:00Z", "2"));
            assertThat(response.statusCode()).isEqualTo(409);
            assertThat(RunningVarve.json(response).get("detail").asString())
                    .contains("1 points, the first of 2025-04-10T08:00:00Z, are older than", FLOOR);
            assertThat(days("refused")).isEmpty();
        }
    }

    private static JsonNode post(String body, int status) {
        HttpResponse<String> response = varve.post("/api/points", "application/json", body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return RunningVarve.json(response);
    }

    /** Pairs of time and value. */
    private static String points(String series, String... timesAndValues) {
        return IntStream.range(0, timesAndValues.length / 2)
                .mapToObj(i -> "{\"series\":\"%s\",\"time\":\"%s\",\"value\":%s}"
                        .formatted(series, timesAndValues[2 * i], timesAndValues[2 * i + 1]))
                .collect(Collectors.joining(",", "{\"points\":[", "]}"));
    }

    /** Day, count and sum of each day. */
    private static String days(String series) {
        JsonNode answer = RunningVarve.json(varve.get("/api/timeseries?series=" + series
                + "&interval=day&agg_func=count,sum&start_time=2025-04-01T00:00:00Z&end_time=2025-06-01T00:00:00Z"));
        assertThat(answer.get("metadata").get("exact").asBoolean()).isTrue();
        StringBuilder days = new StringBuilder();
        for (JsonNode row : answer.get("results")) {
            days.append(days.isEmpty() ? "" : ", ")
                    .append(row.get("bucket").asString(), 0, 10)
                    .append(' ')
                    .append(row.get("values").get("count").asLong())
                    .append(' ')
                    .append(row.get("values").get("sum").asDouble());
        }
        return days.toString();
    }
}
