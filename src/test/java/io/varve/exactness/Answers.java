package io.varve.exactness;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.Agreement;
import io.varve.support.NaiveRollup;
import io.varve.support.NaiveRollup.Summary;
import io.varve.support.RunningVarve;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Asks the service for rolled-up values and holds the answer against the oracle. */
final class Answers {

    static final List<String> FUNCTIONS =
            List.of("count", "sum", "min", "max", "avg", "first", "last", "stddev", "variance");

    /** What needs all points of a bucket together. */
    static final List<String> DISTRIBUTION = List.of("count", "median", "p0.1", "p90", "p99.9", "distinct", "mode");

    /** What profiles tell exactly as long as there are few sources. */
    private static final List<String> TOLD = List.of("count", "distinct");

    private static final Map<String, Set<String>> NESTING = Map.of(
            "profile_1h", Set.of("hour", "7200s", "day", "week", "month", "year"),
            "profile_1d", Set.of("day", "week", "month", "year"),
            "profile_1w", Set.of("week"),
            "profile_1mo", Set.of("month", "year"),
            "profile_1y", Set.of("year"));

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
            check(answer, FUNCTIONS, series, interval, expected);
        }
        return answer;
    }

    /** As {@link #check} for what needs all points: exact or, if they are not all kept, told by profiles or refused. */
    void checkDistribution(
            String series, String interval, long from, long to, boolean kept, SortedMap<Long, Summary> expected) {
        HttpResponse<String> response = send(
                DISTRIBUTION, "series", series, "interval", interval, "start_time", time(from), "end_time", time(to));
        if (!kept && response.statusCode() == 400) {
            return;
        }
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode answer = RunningVarve.json(response);
        if (kept) {
            assertThat(answer.get("metadata").get("exact").asBoolean()).isTrue();
            check(answer, DISTRIBUTION, series, interval, expected);
        } else if (isWhole(answer.get("metadata").get("segments"), interval, time(from), time(to))) {
            check(answer, TOLD, series, interval, expected);
        }
    }

    /** Whether the segments are exactly the range, in profiles whose buckets nest in those asked for. */
    private static boolean isWhole(JsonNode segments, String interval, String from, String to) {
        String end = from;
        for (JsonNode segment : segments) {
            String resolution = segment.get("resolution").asString();
            boolean nests = resolution.equals("raw")
                    || NESTING.getOrDefault(resolution, Set.of()).contains(interval);
            if (!nests || !segment.get("from").asString().equals(end)) {
                return false;
            }
            end = segment.get("to").asString();
        }
        return end.equals(to);
    }

    static void check(
            JsonNode answer,
            List<String> functions,
            String series,
            String interval,
            SortedMap<Long, Summary> expected) {
        SortedMap<Long, JsonNode> actual = new TreeMap<>();
        answer.get("results")
                .forEach(row -> actual.put(
                        NaiveRollup.micros(Instant.parse(row.get("bucket").asString())), row.get("values")));
        assertThat(actual.keySet()).as("buckets of %s by %s", series, interval).isEqualTo(expected.keySet());
        expected.forEach((bucket, summary) -> {
            for (String function : functions) {
                JsonNode value = Objects.requireNonNull(actual.get(bucket)).get(function);
                Agreement.check(
                        "%s of %s by %s at %s".formatted(function, series, interval, time(bucket)),
                        function,
                        value.isNull() ? null : value.asDouble(),
                        summary);
            }
        });
    }

    JsonNode ask(String... parameters) {
        HttpResponse<String> response = send(FUNCTIONS, parameters);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return RunningVarve.json(response);
    }

    private HttpResponse<String> send(List<String> functions, String... parameters) {
        StringBuilder path = new StringBuilder("/api/timeseries?limit=100000&agg_func=" + String.join(",", functions));
        for (int i = 0; i < parameters.length; i += 2) {
            path.append('&')
                    .append(parameters[i])
                    .append('=')
                    .append(URLEncoder.encode(parameters[i + 1], StandardCharsets.UTF_8));
        }
        return varve.get(path.toString());
    }

    static String time(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000L)
                .toString();
    }
}
