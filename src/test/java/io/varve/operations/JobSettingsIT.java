package io.varve.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Settings of jobs, by HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobSettingsIT {

    private final TestDatabase database = TestDatabase.create();
    private final Watched watched = new Watched(database, Instant.parse("2025-06-10T12:00:00Z"));

    @AfterAll
    void close() {
        watched.close();
        database.close();
    }

    @Test
    void what_is_given_changes_and_the_rest_stays() {
        JsonNode changed = RunningVarve.json(
                put("refresh/1h", "{\"max_attempts\":45,\"retry_at_most_seconds\":90.5,\"probe_after_seconds\":0}"));
        assertThat(changed.path("max_attempts").asInt()).isEqualTo(45);
        assertThat(changed.path("retry_at_most_seconds").asDouble()).isEqualTo(90.5);
        assertThat(changed.path("probe_after_seconds").isNull()).isTrue();
        assertThat(changed.path("alert_after_seconds").asDouble()).isEqualTo(1800);
        assertThat(watched.strings("SELECT job || tier FROM ops.job WHERE max_attempts = 45"))
                .containsExactly("refresh1h");
        put("refresh/1h", "{\"is_active\":false}");
        assertThat(watched.monitor("refresh", "1h").path("state").asString()).isEqualTo("paused");
        assertThat(watched.monitor("refresh", "1d").path("state").asString()).isEqualTo("idle");
        put("refresh/1h", "{\"is_active\":true}");
        assertThat(watched.monitor("refresh", "1h").path("state").asString()).isEqualTo("idle");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"max_attempts\":0}",
                "{\"retry_after_seconds\":0}",
                "{\"retry_after_seconds\":-1}",
                "{\"retry_after_seconds\":3600}",
                "{\"warn_after_seconds\":7200}",
                "{\"max_runtime_seconds\":1e12}",
                "{\"is_active\":\"maybe\"}",
                "{\"nonsense\":1}"
            })
    void what_does_not_fit_is_refused(String body) {
        HttpResponse<String> answer = put("refresh/5m", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    }

    @Test
    void a_job_that_there_is_not_is_not_found() {
        assertThat(put("settle/1h", "{}").statusCode()).isEqualTo(404);
    }

    private HttpResponse<String> put(String job, String body) {
        return watched.varve.send(HttpRequest.newBuilder(watched.varve.uri("/api/operations/jobs/" + job))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body)));
    }
}
