package io.varve.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.JsonNode;

/** With varve.catalog.auto-register=false only metric types that were put are taken. */
@ExtendWith(DatabaseExtension.class)
class RegisteredOnlyIT {

    private static RunningVarve varve;
    private static StoredPoints stored;

    @BeforeAll
    static void start(TestDatabase database) {
        varve = RunningVarve.start(
                database, Instant.parse("2025-06-01T12:00:00Z"), "varve.catalog.auto-register=false");
        stored = new StoredPoints(database);
        put("known", "{}");
    }

    @AfterAll
    static void stop() {
        varve.close();
    }

    @Test
    void points_of_unknown_metric_types_refuse_the_request() {
        HttpResponse<String> answer = post(
                "",
                point("known", 0, "1") + "," + point("unknown", 1, "{\"a\":1,\"b\":2}") + ","
                        + point("unknown", 2, "{\"a\":1,\"b\":2}"));
        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode problem = RunningVarve.json(answer);
        assertThat(problem.get("invalid_points").asInt()).isEqualTo(2);
        assertThat(problem.get("errors").get(0).get("index").asInt()).isEqualTo(1);
        assertThat(problem.get("errors").get(0).get("detail").asString()).contains("no metric type 'unknown'");
        assertThat(stored.of("known")).isEmpty();
    }

    @Test
    void a_partial_request_stores_the_points_of_known_ones() {
        put("part", "{}");
        JsonNode answer = RunningVarve.json(post(
                "?partial=true",
                point("part", 0, "1") + ","
                        + point("unknown", 1, "{\"a\":1,\"b\":2}") + "," + point("unknown", 2, "{\"a\":1,\"b\":2}")
                        + ","
                        + point("part", 3, "[]")));
        assertThat(answer.get("accepted").asInt()).isEqualTo(1);
        assertThat(answer.get("rejected").asInt()).isEqualTo(3);
        assertThat(stored.of("part")).hasSize(1);
        assertThat(stored.metricTypesLike("unknown")).isEmpty();
    }

    @Test
    void a_write_is_repeated_when_the_catalogue_moves_but_not_when_its_values_would_have_to_be_checked_again() {
        String schema = "{\"schema\":{\"type\":\"number\",\"maximum\":%d}}";
        put("checked", schema.formatted(10));
        Ingestor ingestor = varve.bean(Ingestor.class);
        try (Intake intake = ingestor.begin(new IngestOptions(null, false))) {
            PointsDocument.read(body(point("checked", 0, "5")), intake);
            put("elsewhere", schema.formatted(1));
            ingestor.store(intake, ResponseEntity.ok()::build);
        }
        assertThat(stored.of("checked")).hasSize(1);
        try (Intake intake = ingestor.begin(new IngestOptions(null, false))) {
            PointsDocument.read(body(point("checked", 1, "5")), intake);
            put("checked", schema.formatted(3));
            assertThat(catchThrowable(() -> ingestor.store(intake, ResponseEntity.ok()::build)))
                    .hasMessageContaining("a schema changed");
        }
        assertThat(stored.of("checked")).hasSize(1);
        assertThat(post("", point("checked", 2, "5")).statusCode()).isEqualTo(400);
    }

    private static InputStream body(String points) {
        return new ByteArrayInputStream(("{\"points\":[" + points + "]}").getBytes(StandardCharsets.UTF_8));
    }

    private static void put(String metric, String definition) {
        HttpResponse<String> answer = varve.send(HttpRequest.newBuilder(varve.uri("/api/metrictypes/" + metric))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(definition)));
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
    }

    private static HttpResponse<String> post(String parameters, String points) {
        return varve.post("/api/points" + parameters, "application/json", "{\"points\":[" + points + "]}");
    }

    private static String point(String series, int second, String value) {
        return "{\"series\":\"" + series + "\",\"time\":\"2025-01-01T00:00:0" + second + "Z\",\"value\":" + value + "}";
    }
}
