package io.varve.exactness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.varve.support.NaiveRollup;
import io.varve.support.NaiveRollup.Summary;
import io.varve.support.RunningVarve;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Asks the service for rolled-up values and holds the answer against the oracle. */
final class Answers {

    static final List<String> FUNCTIONS =
            List.of("count", "sum", "min", "max", "avg", "first", "last", "stddev", "variance");

    private final RunningVarve varve;

    Answers(RunningVarve varve) {
        this.varve = varve;
    }

    /**
     * All functions of one metric type at once; fails unless every bucket and every value is as expected, where the answer
     * says that it is exact.
     */
    JsonNode check(String series, String interval, long from, long to, SortedMap<Long, Summary> expected) {
        JsonNode answer = ask("series", series, "interval", interval, "start_time", time(from), "end_time", time(to));
        if (answer.get("metadata").get("exact").asBoolean()) {
            check(answer, series, interval, expected);
        }
        return answer;
    }

    private static void check(JsonNode answer, String series, String interval, SortedMap<Long, Summary> expected) {
        SortedMap<Long, JsonNode> actual = new TreeMap<>();
        answer.get("results")
                .forEach(row -> actual.put(
                        NaiveRollup.micros(Instant.parse(row.get("bucket").asString())), row.get("values")));
        assertThat(actual.keySet()).as("buckets of %s by %s", series, interval).isEqualTo(expected.keySet());
        expected.forEach((bucket, summary) -> {
            for (String function : FUNCTIONS) {
                compare(
                        "%s of %s by %s at %s".formatted(function, series, interval, time(bucket)),
                        function,
                        Objects.requireNonNull(actual.get(bucket)).get(function),
                        summary);
            }
        });
    }

    JsonNode ask(String... parameters) {
        StringBuilder path = new StringBuilder("/api/timeseries?limit=100000&agg_func=" + String.join(",", FUNCTIONS));
        for (int i = 0; i < parameters.length; i += 2) {
            path.append('&')
                    .append(parameters[i])
                    .append('=')
                    .append(URLEncoder.encode(parameters[i + 1], StandardCharsets.UTF_8));
        }
        HttpResponse<String> response = varve.get(path.toString());
        assertThat(response.statusCode()).as("%s -> %s", path, response.body()).isEqualTo(200);
        return RunningVarve.json(response);
    }

    /** Order of addition may differ, so sums may by 1e-12 of the sum of magnitudes; count, extremes and ends may not. */
    private static void compare(String what, String function, JsonNode actual, Summary expected) {
        double magnitudes = expected.count() * Math.max(Math.abs(expected.min()), Math.abs(expected.max()));
        switch (function) {
            case "sum" -> assertThat(actual.asDouble()).as(what).isCloseTo(expected.sum(), within(1e-12 * magnitudes));
            case "avg" ->
                assertThat(actual.asDouble())
                        .as(what)
                        .isCloseTo(expected.avg(), within(1e-12 * magnitudes / expected.count()));
            case "stddev", "variance" -> compareSpread(what, function, actual, expected);
            default -> assertThat(actual.asDouble()).as(what).isEqualTo(expected.of(function));
        }
    }

    private static void compareSpread(String what, String function, JsonNode actual, Summary expected) {
        if (expected.count() < 2) {
            assertThat(actual.isNull()).as(what).isTrue();
            return;
        }
        double scale = Math.max(Math.abs(expected.min()), Math.abs(expected.max()));
        double rounding = function.equals("variance") ? 1e-14 * scale * scale : 1e-7 * scale;
        assertThat(actual.asDouble())
                .as(what)
                .isCloseTo(expected.of(function), within(1e-9 * expected.of(function) + rounding));
    }

    static String time(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000L)
                .toString();
    }
}
