package io.varve.custom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.varve.rollup.RefreshCycle;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A service that counts views of a blog's pages, each read in one country, and makes custom rollups of them. */
final class Blog implements AutoCloseable {

    static final Instant NOW = Instant.parse("2025-03-10T12:00:00Z");
    static final String FUNCTIONS = "count,sum,min,max,avg,first,last,stddev";
    static final String BY_COUNTRY =
            "{\"source\":\"1m\",\"interval\":\"1h\",\"series\":\"blog.views\",\"dimensions\":[\"country\"]}";

    private static final List<String> COUNTRIES = List.of("at", "de", "fr");

    final RunningVarve varve;

    Blog(TestDatabase database, String cacheSize) {
        varve = RunningVarve.start(database, NOW, "varve.query.cache.size=" + cacheSize);
    }

    static String country(int page) {
        return COUNTRIES.get(page % 3);
    }

    static String point(int page, Instant time, double value) {
        return "{\"series\":\"blog.views\",\"time\":\"%s\",\"value\":%s,\"tags\":{\"page\":\"%d\",\"country\":\"%s\"}}"
                .formatted(time, value, page, country(page));
    }

    void post(List<String> points) {
        HttpResponse<String> answer =
                varve.post("/api/points", "application/json", "{\"points\":[" + String.join(",", points) + "]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /** Makes a custom rollup that was not there. */
    void create(String rollup, String body) {
        HttpResponse<String> created = varve.send(HttpRequest.newBuilder(varve.uri("/api/rollups/" + rollup))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body)));
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    }

    /** So that the instance knows at once. */
    void drop(String... rollups) {
        for (String rollup : rollups) {
            varve.delete("/api/rollups/" + rollup);
        }
        know();
    }

    /** The instance learns of what was done to rollups past it. */
    void know() {
        varve.bean(KnownRollups.class).current();
    }

    /** All custom rollups, from what the tiers have. */
    void refresh() {
        varve.bean(RollupCycle.class).run(NOW);
        know();
    }

    /** All tiers, and what is out of date of them. */
    void tiers() {
        varve.bean(RefreshCycle.class).run(NOW);
        varve.bean(RefreshCycle.class).run(NOW.plus(Duration.ofMinutes(2)));
    }

    JsonNode ask(String query) {
        return get("/api/timeseries?" + query);
    }

    JsonNode explain(String query) {
        return get("/api/timeseries/explain?" + query);
    }

    private JsonNode get(String path) {
        HttpResponse<String> answer = varve.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return RunningVarve.json(answer);
    }

    /** What stretches of an answer were read from. */
    static List<String> layers(JsonNode answer) {
        List<String> layers = new ArrayList<>();
        answer.get("metadata")
                .get("segments")
                .forEach(segment -> layers.add(segment.get("resolution").asString()));
        return layers;
    }

    /** Both answers to a question about {@link #FUNCTIONS} are the same, whatever they were read from. */
    static void same(JsonNode one, JsonNode other) {
        assertThat(one.get("results").size()).isEqualTo(other.get("results").size());
        for (int i = 0; i < one.get("results").size(); i++) {
            JsonNode left = one.get("results").get(i);
            JsonNode right = other.get("results").get(i);
            for (String member : List.of("bucket", "tags", "session_id")) {
                assertThat(String.valueOf(left.get(member))).isEqualTo(String.valueOf(right.get(member)));
            }
            for (String function : FUNCTIONS.split(",", -1)) {
                JsonNode value = left.get("values").get(function);
                JsonNode expected = right.get("values").get(function);
                assertThat(value.isNull()).isEqualTo(expected.isNull());
                if (!value.isNull()) {
                    assertThat(value.asDouble())
                            .as("%s of %s", function, left)
                            .isCloseTo(expected.asDouble(), within(1e-9));
                }
            }
        }
    }

    @Override
    public void close() {
        varve.close();
    }
}
