package io.varve.idempotency;

import static io.varve.idempotency.Keyed.assertConflict;
import static io.varve.idempotency.Keyed.assertReplayed;
import static io.varve.idempotency.Keyed.isReplay;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(DatabaseExtension.class)
class IdempotencyIT {

    private static final Instant NOW = Instant.parse("2025-01-07T00:00:00Z");
    private static final String POINT = "{\"series\":\"keyed.value\",\"time\":\"2025-01-06T09:00:00Z\",\"value\":20.5}";
    private static final String POINTS = "{\"points\":[" + POINT + "]}";
    private static final String JSON = "application/json";

    private static RunningVarve varve;
    private static Keyed keyed;

    private final String key = UUID.randomUUID().toString();

    @BeforeAll
    static void start(TestDatabase database) {
        varve = RunningVarve.start(database, NOW);
        keyed = new Keyed(varve, database);
    }

    @AfterAll
    static void stop() {
        varve.close();
    }

    @Test
    void ing6_the_same_key_and_body_gets_the_first_answer_and_changes_nothing() {
        HttpResponse<String> first = keyed.session(key);
        long sessions = keyed.sessions();
        long points = keyed.points();
        long keys = keyed.keys();

        HttpResponse<String> again = keyed.session(key);

        assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
        assertReplayed(again, first);
        assertThat(keyed.sessions()).isEqualTo(sessions);
        assertThat(keyed.points()).isEqualTo(points);
        assertThat(keyed.keys()).isEqualTo(keys);
    }

    @Test
    void without_a_key_or_with_another_one_it_is_another_request() {
        long sessions = keyed.sessions();
        keyed.session(key);
        keyed.session(key + "'");
        varve.post("/api/sessions", JSON, Keyed.SESSION);
        varve.post("/api/sessions", JSON, Keyed.SESSION);
        assertThat(keyed.sessions()).isEqualTo(sessions + 4);
    }

    @Test
    void a_value_that_was_overwritten_since_is_not_written_again() {
        keyed.post(key, "/api/points", JSON, POINTS);
        varve.post("/api/points", JSON, POINTS.replace("20.5", "21.5"));
        assertThat(isReplay(keyed.post(key, "/api/points", JSON, POINTS))).isTrue();
        assertThat(varve.get(
                                "/api/timeseries?series=keyed.value&interval=raw&start_time=2025-01-06&end_time=2025-01-07")
                        .body())
                .contains("21.5");
    }

    @Test
    void the_same_key_with_another_body_query_path_or_content_type_is_409() {
        HttpResponse<String> first = keyed.post(key, "/api/points", JSON, POINTS);
        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);

        assertConflict(keyed.post(key, "/api/points", JSON, POINTS + " "), "idempotency-key-reused");
        assertConflict(keyed.post(key, "/api/points", JSON, "{"), "idempotency-key-reused");
        assertConflict(keyed.post(key, "/api/points?partial=true", JSON, POINTS), "idempotency-key-reused");
        assertConflict(keyed.post(key, "/api/sessions", JSON, POINTS), "idempotency-key-reused");
        assertConflict(keyed.post(key, "/api/points", "application/x-ndjson", POINTS), "idempotency-key-reused");
        assertReplayed(keyed.post(key, "/api/points", JSON, POINTS), first);
    }

    @Test
    void parts_of_a_request_cannot_be_moved_into_each_other() {
        keyed.post(key, "/api/points?tz=UTC", "application/x-ndjson", POINT);
        assertConflict(keyed.post(key, "/api/points", "application/x-ndjson", POINT), "idempotency-key-reused");
    }

    @Test
    void a_compressed_body_is_the_same_body() throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
            zip.write(POINTS.getBytes(StandardCharsets.UTF_8));
        }
        HttpResponse<String> first = keyed.post(key, "/api/points", JSON, POINTS);
        HttpResponse<String> again = varve.send(HttpRequest.newBuilder(varve.uri("/api/points"))
                .headers("Content-Type", JSON, "Content-Encoding", "gzip", "Idempotency-Key", key)
                .POST(BodyPublishers.ofByteArray(zipped.toByteArray())));
        assertReplayed(again, first);
    }

    @Test
    void a_path_with_a_slash_behind_it_is_the_same_path() {
        HttpResponse<String> first = keyed.post(key, "/api/points", JSON, POINTS);
        assertReplayed(keyed.post(key, "/api/points/", JSON, POINTS), first);
    }

    @Test
    void what_was_refused_is_not_remembered_so_that_it_can_be_corrected() {
        String bad = POINTS.replace("20.5", "null");
        assertThat(keyed.post(key, "/api/points", JSON, bad).statusCode()).isEqualTo(400);
        HttpResponse<String> again = keyed.post(key, "/api/points", JSON, bad);
        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(isReplay(again)).isFalse();
        assertThat(keyed.post(key, "/api/points", JSON, POINTS).statusCode()).isEqualTo(200);
        assertThat(isReplay(keyed.post(key, "/api/points", JSON, POINTS))).isTrue();
    }

    @Test
    void a_partial_answer_is_remembered_with_its_bad_points() {
        String partly = "{\"points\":[" + POINT + "," + POINT.replace("20.5", "null") + "]}";
        HttpResponse<String> first = keyed.post(key, "/api/points?partial=true", JSON, partly);
        assertThat(RunningVarve.json(first).path("rejected").asInt()).isEqualTo(1);
        assertReplayed(keyed.post(key, "/api/points?partial=true", JSON, partly), first);
    }

    @Test
    void a_request_that_stores_nothing_is_remembered_too() {
        HttpResponse<String> first = keyed.post(key, "/api/points", JSON, "{\"points\":[]}");
        assertThat(first.statusCode()).isEqualTo(200);
        assertReplayed(keyed.post(key, "/api/points", JSON, "{\"points\":[]}"), first);
        assertConflict(keyed.post(key, "/api/points", JSON, POINTS), "idempotency-key-reused");
    }

    @Test
    void a_long_session_and_a_batch_are_remembered_as_well() {
        StringBuilder data = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            data.append(i == 0 ? "" : ",").append(POINT.replace("09:00:00Z", "09:00:00." + (100_000 + i) + "Z"));
        }
        String session = "{\"data\":[" + data + "]}";
        String batch = "{\"sessions\":[" + session + "," + Keyed.SESSION + "]}";
        HttpResponse<String> first = keyed.post(key, "/api/sessions", JSON, session);
        HttpResponse<String> firstBatch = keyed.post(key + "b", "/api/sessions/batch", JSON, batch);
        long sessions = keyed.sessions();
        assertReplayed(keyed.post(key, "/api/sessions", JSON, session), first);
        assertReplayed(keyed.post(key + "b", "/api/sessions/batch", JSON, batch), firstBatch);
        assertThat(keyed.sessions()).isEqualTo(sessions);
    }

    @Test
    void keys_expire_by_the_clock_of_the_database_and_are_deleted() {
        keyed.session(key);
        long keys = keyed.keys();
        long sessions = keyed.sessions();
        try {
            varve.clock().set(NOW.plus(Duration.ofHours(24)).minusMillis(1));
            assertThat(isReplay(keyed.session(key))).isTrue();
            assertThat(varve.bean(IdempotencyCleanup.class).run()).isZero();

            varve.clock().set(NOW.plus(Duration.ofHours(24)));
            assertThat(isReplay(keyed.session(key))).isFalse();
            assertThat(keyed.sessions()).isEqualTo(sessions + 1);
            assertThat(isReplay(keyed.session(key))).isTrue();
            assertThat(varve.bean(IdempotencyCleanup.class).run()).isEqualTo((int) keys - 1);
            assertThat(keyed.keys()).isOne();
        } finally {
            varve.clock().set(NOW);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void a_key_that_is_none_is_400_and_named(String bad) {
        HttpResponse<String> answer = keyed.session(bad);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(RunningVarve.json(answer).path("detail").asString()).contains("Idempotency-Key");
    }

    @Test
    void keys_are_of_up_to_255_characters_and_one_per_request() {
        assertThat(keyed.session("k".repeat(255)).statusCode()).isEqualTo(201);
        assertThat(keyed.session("\"quoted ~!\"").statusCode()).isEqualTo(201);
        assertThat(keyed.session("k".repeat(256)).statusCode()).isEqualTo(400);
        HttpResponse<String> two = varve.send(HttpRequest.newBuilder(varve.uri("/api/sessions"))
                .headers("Content-Type", JSON, "Idempotency-Key", "a", "Idempotency-Key", "b")
                .POST(BodyPublishers.ofString(Keyed.SESSION)));
        assertThat(two.statusCode()).isEqualTo(400);
    }

    @Test
    void other_methods_take_no_notice_of_it() {
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> answer = varve.send(HttpRequest.newBuilder(varve.uri("/api/sessions?limit=" + (i + 1)))
                    .header("Idempotency-Key", key));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(isReplay(answer)).isFalse();
        }
    }
}
