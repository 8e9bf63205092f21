package io.varve.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;

/** Requests with a key, and what came of them. A session without an id is another one each time it is stored. */
record Keyed(RunningVarve varve, TestDatabase database) {

    static final String SESSION =
            "{\"data\":[{\"series\":\"keyed.value\",\"time\":\"2025-01-06T09:00:00Z\",\"value\":20.5}]}";

    HttpResponse<String> session(String key) {
        return post(key, "/api/sessions", "application/json", SESSION);
    }

    HttpResponse<String> post(String key, String path, String type, String body) {
        return varve.send(HttpRequest.newBuilder(varve.uri(path))
                .header("Content-Type", type)
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body)));
    }

    long sessions() {
        return count("catalog.session");
    }

    long points() {
        return count("raw.point");
    }

    long keys() {
        return count("ops.idempotency_key");
    }

    private long count(String table) {
        return database.jdbc()
                .sql("SELECT count(*) FROM " + table)
                .query(Long.class)
                .single();
    }

    static boolean isReplay(HttpResponse<String> answer) {
        return answer.headers().firstValue("Idempotency-Replayed").isPresent();
    }

    static void assertReplayed(HttpResponse<String> again, HttpResponse<String> first) {
        assertThat(again.statusCode()).as(again.body()).isEqualTo(first.statusCode());
        assertThat(again.body()).isEqualTo(first.body());
        for (String header : new String[] {"Content-Type", "Location"}) {
            assertThat(again.headers().allValues(header))
                    .isEqualTo(first.headers().allValues(header));
        }
        assertThat(isReplay(first)).isFalse();
        assertThat(again.headers().firstValue("Idempotency-Replayed")).hasValue("true");
    }

    static void assertConflict(HttpResponse<String> answer, String slug) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(RunningVarve.json(answer).path("type").asString()).isEqualTo("urn:varve:problem:" + slug);
    }
}
