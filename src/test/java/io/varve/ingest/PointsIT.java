package io.varve.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.net.http.HttpResponse;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(DatabaseExtension.class)
class PointsIT {

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
    void one_point_is_stored_with_its_value_and_microseconds() {
        HttpResponse<String> answer =
                post("{\"points\":[{\"series\":\"one\",\"time\":\"2025-01-01T00:00:00.123456Z\",\"value\":0.1}]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"accepted\":1}");
        assertThat(stored.of("one")).containsExactly("2025-01-01T00:00:00.123456Z 0 value = 0.1");
    }

    private static HttpResponse<String> post(String body) {
        return varve.post("/api/points", "application/json", body);
    }
}
