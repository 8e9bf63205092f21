package io.varve.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** What was wrong with the ingest of the service whose place Varve takes; F1 and so on are its defects. */
@ExtendWith(DatabaseExtension.class)
class PriorArtIngestIT {

    private static final String T0 = "2025-01-01T00:01:00Z";

    private static RunningVarve varve;
    private static StoredPoints stored;

    @BeforeAll
    static void start(TestDatabase database) {
        varve = RunningVarve.start(database, Instant.parse("2025-06-01T12:00:00Z"));
        stored = new StoredPoints(database);
    }

    @AfterAll
    static void stop() {
        varve.close();
    }

    @Test
    void f1_the_callers_session_id_is_kept_and_the_session_can_be_asked_for() {
        UUID session = UUID.randomUUID();
        JsonNode answer = created(session(session, UUID.randomUUID(), point("f1", T0, "1")));
        assertThat(answer.get("session_id").asString()).isEqualTo(session.toString());
        created(session(UUID.randomUUID(), UUID.randomUUID(), point("f1", T0, "5")));
        assertThat(query("series=f1&session_id=" + session + "&agg_func=sum").get("results"))
                .extracting(row -> row.get("value").asDouble())
                .containsExactly(1.0);
    }

    @Test
    void f3_bad_input_is_the_callers_fault_and_says_what_is_wrong() {
        List<String> bodies = List.of(
                "",
                "null",
                "\"x\"",
                "[]",
                "{",
                "{\"points\":null}",
                "{\"points\":[null]}",
                "{\"points\":[{\"series\":{},\"time\":[],\"value\":null}]}",
                "{\"points\":[" + point("f3", "yesterday", "1") + "]}",
                "{\"points\":[" + point("f3", "2025-02-30T00:00:00Z", "1") + "]}",
                "{\"points\":[" + point("f3", T0, "\"\\u0000\"") + "]}",
                "{\"points\":[" + point("f3\\u0000", T0, "1") + "]}",
                "{\"points\":[" + point("f3\\udc00", T0, "1") + "]}",
                "{\"points\":[" + point("x".repeat(256), T0, "1") + "]}",
                "{\"points\":[" + point("f3", T0, "[".repeat(10_000) + "]".repeat(10_000)) + "]}",
                "{\"points\":[" + point("f3", T0, "{\"a\":".repeat(400) + "1" + "}".repeat(400)) + "]}",
                "{\"user_id\":\"x\",\"data\":[]}",
                "{\"data\":[{}]}");
        for (String body : bodies) {
            for (String path : List.of("/api/points", "/api/sessions")) {
                HttpResponse<String> answer = varve.post(path, "application/json", body);
                assertThat(answer.statusCode()).as(path + " " + body).isEqualTo(400);
                assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            }
        }
        assertThat(stored.metricTypesLike("f3%")).isEmpty();
    }

    @Test
    void f7_a_session_with_a_bad_point_leaves_nothing_behind() {
        UUID session = UUID.randomUUID();
        StringBuilder data = new StringBuilder();
        for (int i = 0; i < 9; i++) {
            data.append(point("f7." + i, T0, "1")).append(',');
        }
        HttpResponse<String> answer = session(session, null, data + point("f7.bad", T0, "NaN"));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(RunningVarve.json(answer).get("errors").get(0).get("pointer").asString())
                .isEqualTo("/data/9/value");
        assertThat(varve.get("/api/sessions/" + session).statusCode()).isEqualTo(404);
        assertThat(stored.metricTypesLike("f7%")).isEmpty();
    }

    @Test
    void f8_the_same_request_twice_counts_once() {
        UUID session = UUID.randomUUID();
        for (int i = 0; i < 2; i++) {
            created(session(session, null, point("f8", T0, "4") + "," + point("f8", "2025-01-01T00:02:00Z", "6")));
        }
        assertThat(query("series=f8&agg_func=count,sum")
                        .get("results")
                        .get(0)
                        .get("values")
                        .toString())
                .isEqualTo("{\"count\":2,\"sum\":10.0}");
    }

    @Test
    void f9_the_number_of_statements_does_not_grow_with_the_points() {
        points(10_000, 0);
        List<Integer> counts = Statements.during(
                () -> points(10, 1), () -> points(10_000, 2), () -> points(40_000, 3), () -> points(80_000, 4));
        assertThat(counts.get(0)).as("10 points").isBetween(1, 15);
        assertThat(counts.get(1)).as("10,000 points").isLessThanOrEqualTo(counts.get(0) + 2);
        assertThat(counts.get(2)).as("40,000 points").isLessThanOrEqualTo(counts.get(0) + 6);
        assertThat(counts.get(3)).as("80,000 points").isLessThanOrEqualTo(counts.get(0) + 10);
    }

    @Test
    void f10_values_of_any_shape_can_be_asked_for() {
        ok(points(point("f10.whole", T0, "3") + "," + point("f10.whole", "2025-01-01T00:02:00Z", "5") + ","
                + point("f10.place", T0, "{\"lat\":1.5,\"lon\":{\"deg\":2}}") + "," + point("f10.flag", T0, "true")
                + ","
                + point("f10.text", T0, "\"first\"")));
        assertThat(query("series=f10.whole&agg_func=avg")
                        .get("results")
                        .get(0)
                        .get("value")
                        .asDouble())
                .isEqualTo(4.0);
        JsonNode place =
                query("series=f10.place&agg_func=max").get("results").get(0).get("value");
        assertThat(place.get("lat").asDouble()).isEqualTo(1.5);
        assertThat(place.get("lon").get("deg").asDouble()).isEqualTo(2.0);
        assertThat(query("series=f10.flag&agg_func=count")
                        .get("results")
                        .get(0)
                        .get("value")
                        .asInt())
                .isEqualTo(1);
        assertThat(query("series=f10.text&agg_func=last")
                        .get("results")
                        .get(0)
                        .get("value")
                        .asString())
                .isEqualTo("first");
    }

    @Test
    void f11_fractions_are_neither_rounded_before_nor_after_averaging() {
        ok(points(point("f11", T0, "{\"r\":0.4,\"g\":1,\"b\":0}") + ","
                + point("f11", "2025-01-01T00:02:00Z", "{\"r\":0.1,\"g\":2,\"b\":0}") + ","
                + point("f11", "2025-01-01T00:03:00Z", "{\"r\":0.5,\"g\":2,\"b\":0}")));
        JsonNode value = query("series=f11&agg_func=avg").get("results").get(0).get("value");
        assertThat(value.get("r").asDouble()).isEqualTo(1.0 / 3);
        assertThat(value.get("g").asDouble()).isEqualTo(5.0 / 3);
    }

    @Test
    void f17_values_outside_the_schemas_range_are_refused() {
        HttpResponse<String> type = varve.send(HttpRequest.newBuilder(varve.uri("/api/metrictypes/f17.color"))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{\"schema\":{\"type\":\"object\",\"required\":[\"r\"],\"properties\":"
                        + "{\"r\":{\"type\":\"number\",\"minimum\":0,\"maximum\":255}}}}")));
        assertThat(type.statusCode()).as(type.body()).isIn(200, 201);
        HttpResponse<String> answer =
                points(point("f17.color", T0, "{\"r\":255}") + "," + point("f17.color", T0, "{\"r\":1000}"));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(RunningVarve.json(answer).get("errors").get(0).get("detail").asString())
                .contains("f17.color")
                .contains("maximum");
        assertThat(points(point("f17.color", T0, "{\"g\":1}")).statusCode()).isEqualTo(400);
        ok(points(point("f17.color", T0, "{\"r\":255}")));
    }

    @Test
    void f19_a_text_for_a_numeric_series_is_refused_and_breaks_nothing() {
        ok(points(point("f19", T0, "1")));
        HttpResponse<String> answer = points(point("f19", "2025-01-01T00:02:00Z", "\"lorem ipsum\""));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(RunningVarve.json(answer).get("errors").get(0).get("detail").asString())
                .isEqualTo("field 'value' of series 'f19' holds numbers, this is a text");
        assertThat(query("series=f19&agg_func=avg")
                        .get("results")
                        .get(0)
                        .get("value")
                        .asDouble())
                .isEqualTo(1.0);
    }

    @Test
    void f20_sessions_can_be_read_and_are_not_patched_or_put() {
        UUID session = UUID.randomUUID();
        created(session(session, null, point("f20", T0, "1")));
        assertThat(varve.get("/api/sessions").statusCode()).isEqualTo(200);
        assertThat(varve.get("/api/sessions/" + session).statusCode()).isEqualTo(200);
        for (String method : List.of("PUT", "PATCH")) {
            assertThat(varve.send(HttpRequest.newBuilder(varve.uri("/api/sessions/" + session))
                                    .method(method, BodyPublishers.ofString("{\"data\":[]}")))
                            .statusCode())
                    .isEqualTo(405);
        }
    }

    private static void points(int count, int value) {
        StringBuilder lines = new StringBuilder("series,time,value\n");
        Instant time = Instant.parse("2025-01-01T00:00:00Z");
        for (int i = 0; i < count; i++) {
            lines.append("f9.")
                    .append(i % 5)
                    .append(',')
                    .append(time.plusSeconds(i))
                    .append(',')
                    .append(value)
                    .append('\n');
        }
        HttpResponse<String> answer = varve.post("/api/points", "text/csv", lines.toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static HttpResponse<String> points(String points) {
        return varve.post("/api/points", "application/json", "{\"points\":[" + points + "]}");
    }

    private static HttpResponse<String> session(UUID session, @Nullable UUID user, String data) {
        return varve.post(
                "/api/sessions",
                "application/json",
                "{\"session_id\":\"" + session + "\"," + (user == null ? "" : "\"user_id\":\"" + user + "\",")
                        + "\"data\":[" + data + "]}");
    }

    private static JsonNode query(String parameters) {
        HttpResponse<String> answer =
                varve.get("/api/timeseries?interval=year&start_time=2025-01-01&end_time=2026-01-01&" + parameters);
        return ok(answer);
    }

    private static JsonNode created(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return RunningVarve.json(answer);
    }

    private static JsonNode ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return RunningVarve.json(answer);
    }

    private static String point(String series, String time, String value) {
        return "{\"series\":\"" + series + "\",\"time\":\"" + time + "\",\"value\":" + value + "}";
    }
}
