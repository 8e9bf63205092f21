package io.varve.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@ExtendWith(DatabaseExtension.class)
class SessionsIT {

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

    @ParameterizedTest
    @ValueSource(strings = {"/api/sessions", "/api/sessions/", "/api/session", "/api/session/"})
    void a_session_is_taken_under_every_spelling_of_the_path(String path) {
        UUID session = UUID.randomUUID();
        HttpResponse<String> answer =
                varve.post(path, "application/json", """
                {"user_id":"%s","session_id":"%s","start_ts":"2025-01-01T00:00:00Z","data":[
                  {"series":"session.example","time":"%s","value":{"value":"example value"}},
                  {"series":"session.urine.color","time":"%s","value":{"r":255,"g":254,"b":253}}]}
                """.formatted(UUID.randomUUID(), session, T0, T0));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(answer.body())
                .isEqualTo(
                        "{\"message\":\"Data ingested successfully\",\"session_id\":\"" + session + "\",\"points\":2}");
        assertThat(answer.headers().firstValue("Location")).hasValue("/api/sessions/" + session);
    }

    @Test
    void a_session_without_an_id_gets_one() {
        JsonNode answer = created(post(null, null, point("made", T0, "1")));
        UUID session = UUID.fromString(answer.get("session_id").asString());
        assertThat(read(session).get("points").asInt()).isEqualTo(1);
    }

    @Test
    void a_session_is_read_back_as_it_was_sent() {
        UUID session = UUID.randomUUID();
        UUID user = UUID.randomUUID();
        String data =
                "{\"series\":\"back.rgb\",\"time\":\"2025-01-01T00:01:00Z\",\"value\":{\"b\":3,\"pos\":{\"x.y\":1.5}},"
                        + "\"tags\":{\"host\":\"a\"},\"metadata\":{\"n\":1}},"
                        + "{\"series\":\"back.text\",\"time\":\"2025-01-01T00:02:00.000001Z\",\"value\":\"ü\"},"
                        + "{\"series\":\"back.flag\",\"time\":\"2025-01-01T00:03:00Z\",\"value\":true}";
        created(post(session, user, data));
        JsonNode content = read(session);
        assertThat(content.get("user_id").asString()).isEqualTo(user.toString());
        assertThat(content.get("start_ts").asString()).isEqualTo("2025-01-01T00:00:00Z");
        assertThat(content.get("points").asInt()).isEqualTo(3);
        assertThat(content.get("truncated").asBoolean()).isFalse();
        assertThat(content.get("series")).hasSize(4);
        assertThat(content.get("data").get(0).toString())
                .isEqualTo(
                        "{\"series\":\"back.rgb\",\"time\":\"2025-01-01T00:01:00Z\",\"value\":{\"b\":3.0,\"pos\":{\"x.y\":1.5}},"
                                + "\"tags\":{\"host\":\"a\"},\"metadata\":{\"n\":1}}");
        assertThat(content.get("data").get(1).get("value").asString()).isEqualTo("ü");
        assertThat(content.get("data").get(1).get("time").asString()).isEqualTo("2025-01-01T00:02:00.000001Z");
        assertThat(content.get("data").get(2).get("value").asBoolean()).isTrue();
    }

    @Test
    void the_same_session_again_adds_to_its_points_and_replaces_them() {
        UUID session = UUID.randomUUID();
        UUID user = UUID.randomUUID();
        created(post(session, user, point("twice", T0, "1") + "," + point("twice", "2025-01-01T00:02:00Z", "2")));
        created(post(session, user, point("twice", T0, "7") + "," + point("twice", "2025-01-01T00:03:00Z", "3")));
        assertThat(read(session).get("data"))
                .extracting(point -> point.get("value").asDouble())
                .containsExactly(7.0, 2.0, 3.0);
        assertThat(stored.count("catalog.session WHERE session_id = '" + session + "'"))
                .isEqualTo(1);
    }

    @Test
    void two_sessions_have_points_of_one_series_at_one_instant() {
        UUID user = UUID.randomUUID();
        created(post(UUID.randomUUID(), user, point("shared", T0, "1")));
        created(post(UUID.randomUUID(), user, point("shared", T0, "2")));
        assertThat(stored.of("shared")).hasSize(2);
    }

    @Test
    void a_session_of_another_user_is_a_conflict_and_stays_as_it_is() {
        UUID session = UUID.randomUUID();
        created(post(session, UUID.randomUUID(), point("owned", T0, "1")));
        assertThat(post(session, UUID.randomUUID(), point("owned", T0, "2")).statusCode())
                .isEqualTo(409);
        assertThat(stored.of("owned")).hasSize(1);
        assertThat(read(session).get("data").get(0).get("value").asDouble()).isEqualTo(1);
    }

    @Test
    void a_point_of_a_session_takes_its_user() {
        UUID session = UUID.randomUUID();
        UUID user = UUID.randomUUID();
        created(post(session, user, point("inherited", T0, "1")));
        HttpResponse<String> answer = varve.post(
                "/api/points",
                "application/json",
                "{\"points\":[{\"series\":\"inherited\",\"time\":\"" + T0 + "\",\"value\":2,\"session_id\":\"" + session
                        + "\"}]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(read(session).get("data"))
                .extracting(point -> point.get("value").asDouble())
                .containsExactly(2.0);
        assertThat(stored.of("inherited")).hasSize(1);
    }

    @Test
    void points_make_the_sessions_they_name() {
        UUID session = UUID.randomUUID();
        UUID user = UUID.randomUUID();
        varve.post(
                "/api/points",
                "application/json",
                "{\"points\":[{\"series\":\"named\",\"time\":\"" + T0 + "\",\"value\":2,\"session_id\":\"" + session
                        + "\"},{\"series\":\"named\",\"time\":\"" + T0 + "\",\"value\":3,\"session_id\":\"" + session
                        + "\",\"user_id\":\"" + user + "\"}]}");
        assertThat(read(session).get("user_id").asString()).isEqualTo(user.toString());
        assertThat(read(session).get("data"))
                .extracting(point -> point.get("value").asDouble())
                .containsExactly(3.0);
    }

    @Test
    void a_session_without_points_is_a_session_and_its_start_can_be_told_later() {
        UUID session = UUID.randomUUID();
        created(varve.post("/api/sessions", "application/json", "{\"session_id\":\"" + session + "\",\"data\":[]}"));
        assertThat(read(session).get("start_ts").isNull()).isTrue();
        created(post(session, null, ""));
        JsonNode content = read(session);
        assertThat(content.get("start_ts").asString()).isEqualTo("2025-01-01T00:00:00Z");
        assertThat(content.get("points").asInt()).isZero();
        assertThat(content.get("data")).isEmpty();
    }

    @Test
    void a_deleted_session_is_gone_with_its_points_and_can_come_again() {
        UUID session = UUID.randomUUID();
        String data = point("deleted", T0, "1") + "," + point("deleted", "2031-01-01T00:00:00Z", "2");
        created(post(session, null, data));
        assertThat(varve.delete("/api/sessions/" + session).statusCode()).isEqualTo(204);
        assertThat(stored.of("deleted")).isEmpty();
        assertThat(varve.get("/api/sessions/" + session).statusCode()).isEqualTo(404);
        assertThat(varve.delete("/api/sessions/" + session).statusCode()).isEqualTo(404);
        created(post(session, UUID.randomUUID(), data));
        assertThat(stored.of("deleted")).hasSize(2);
    }

    @Test
    void sessions_are_listed_in_pages_by_user() {
        UUID user = UUID.randomUUID();
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.add(created(post(null, user, "")).get("session_id").asString());
        }
        List<String> listed = new ArrayList<>();
        String next = varve.uri("/api/sessions?limit=2&user_id=" + user).toString();
        while (next != null) {
            HttpResponse<String> answer = varve.send(HttpRequest.newBuilder(URI.create(next)));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            JsonNode page = RunningVarve.json(answer);
            assertThat(page.get("count").asInt()).isEqualTo(5);
            page.get("results")
                    .forEach(session -> listed.add(session.get("session_id").asString()));
            next = page.get("next").isNull() ? null : page.get("next").asString();
        }
        assertThat(listed).containsExactlyInAnyOrderElementsOf(made);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=x", "limit=1001", "user_id=7", "cursor=7", "offset=1"})
    void lists_refuse_what_they_do_not_know(String query) {
        assertThat(varve.get("/api/sessions?" + query).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH"})
    void a_session_is_not_replaced_or_patched(String method) {
        HttpResponse<String> answer = varve.send(HttpRequest.newBuilder(varve.uri("/api/sessions/" + UUID.randomUUID()))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString("{}")));
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    @Test
    void an_id_that_is_no_uuid_is_refused() {
        assertThat(varve.get("/api/sessions/1-1-1-1-1").statusCode()).isEqualTo(400);
        assertThat(varve.delete("/api/sessions/x").statusCode()).isEqualTo(400);
    }

    @Test
    void a_long_session_is_shown_in_part() {
        UUID session = UUID.randomUUID();
        StringBuilder data = new StringBuilder(point("long", T0, "{\"a\":1,\"b\":1}"));
        for (int i = 1; i < 5_500; i++) {
            data.append(",")
                    .append(point("long", Instant.parse(T0).plusSeconds(i).toString(), "{\"a\":1,\"b\":1}"));
        }
        created(post(session, null, data.toString()));
        JsonNode content = read(session);
        assertThat(content.get("points").asInt()).isEqualTo(5_500);
        assertThat(content.get("truncated").asBoolean()).isTrue();
        assertThat(content.get("data"))
                .hasSize(5_000)
                .allSatisfy(point -> assertThat(point.get("value")).hasSize(2));
    }

    @Test
    void a_session_takes_one_statement_and_a_batch_no_more_than_a_few() {
        Runnable one = () -> created(post(UUID.randomUUID(), null, point("counted", T0, "1")));
        String sessions = ("{\"data\":[" + point("counted", T0, "1") + "]},").repeat(500) + "{\"data\":[]}";
        one.run();
        List<Integer> counts = Statements.during(one, () -> created(batch(sessions)));
        assertThat(counts.get(0)).isEqualTo(1);
        assertThat(counts.get(1)).isLessThanOrEqualTo(10);
    }

    @Test
    void a_batch_stores_all_its_sessions_or_none() {
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        UUID user = UUID.randomUUID();
        String one = "{\"session_id\":\"%s\",\"user_id\":\"%s\",\"start_ts\":\"2025-01-01T00:00:0%dZ\",\"data\":[%s]}";
        String both = one.formatted(first, user, 1, point("batch", T0, "1")) + ","
                + one.formatted(second, user, 2, point("batch", T0, "2") + "," + point("batch", T0, "3"));
        JsonNode answer = created(batch(both));
        assertThat(answer.toString())
                .isEqualTo("{\"sessions\":[{\"session_id\":\"" + first + "\",\"points\":1},{\"session_id\":\"" + second
                        + "\",\"points\":2}]}");
        assertThat(read(first).get("start_ts").asString()).isEqualTo("2025-01-01T00:00:01Z");
        assertThat(read(second).get("start_ts").asString()).isEqualTo("2025-01-01T00:00:02Z");
        assertThat(read(second).get("data").get(0).get("value").asDouble()).isEqualTo(3);
        assertThat(stored.of("batch")).hasSize(2);

        UUID third = UUID.randomUUID();
        String good = one.formatted(third, user, 3, point("batch", T0, "4"));
        assertThat(batch(good + "," + one.formatted(first, UUID.randomUUID(), 1, point("batch", T0, "9")))
                        .statusCode())
                .isEqualTo(409);
        assertThat(batch(good + "," + one.formatted(first, user, 1, point("batch", T0, "null")))
                        .statusCode())
                .isEqualTo(400);
        assertThat(varve.get("/api/sessions/" + third).statusCode()).isEqualTo(404);
        assertThat(stored.of("batch")).hasSize(2);
    }

    @Test
    void a_batch_of_nothing_is_stored() {
        assertThat(created(batch("")).toString()).isEqualTo("{\"sessions\":[]}");
        assertThat(created(batch("{\"data\":[]}"))
                        .get("sessions")
                        .get(0)
                        .get("points")
                        .asInt())
                .isZero();
    }

    private static HttpResponse<String> batch(String sessions) {
        return varve.post("/api/sessions/batch", "application/json", "{\"sessions\":[" + sessions + "]}");
    }

    private static HttpResponse<String> post(@Nullable UUID session, @Nullable UUID user, String data) {
        return varve.post(
                "/api/sessions",
                "application/json",
                "{\"user_id\":" + quoted(user) + ",\"session_id\":" + quoted(session)
                        + ",\"start_ts\":\"2025-01-01T00:00:00Z\",\"data\":[" + data + "]}");
    }

    private static String quoted(@Nullable UUID uuid) {
        return uuid == null ? "null" : "\"" + uuid + "\"";
    }

    private static JsonNode created(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return RunningVarve.json(answer);
    }

    private static JsonNode read(UUID session) {
        HttpResponse<String> answer = varve.get("/api/sessions/" + session);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return RunningVarve.json(answer);
    }

    private static String point(String series, String time, String value) {
        return "{\"series\":\"" + series + "\",\"time\":\"" + time + "\",\"value\":" + value + "}";
    }
}
