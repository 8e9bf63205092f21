package io.varve.exactness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.varve.support.NaiveRollup;
import io.varve.support.TestDatabase;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * PostgreSQL as an oracle: the points that were sent in a table of their own, and its own {@code date_trunc}, {@code avg},
 * {@code stddev_samp}, {@code percentile_cont} and so on over them. It shows what numbers and times at the ends of their ranges should come to.
 */
final class PostgresRollup {

    /** Functions as they are called in answers, each with PostgreSQL's. */
    private static final Map<String, String> FUNCTIONS = Map.of(
            "count", "count(*)",
            "sum", "sum(value)",
            "min", "min(value)",
            "max", "max(value)",
            "avg", "avg(value)",
            "first", "(array_agg(value ORDER BY time))[1]",
            "last", "(array_agg(value ORDER BY time DESC))[1]",
            "stddev", "stddev_samp(value)",
            "variance", "var_samp(value)");

    /** Those of all points together. */
    private static final Map<String, String> DISTRIBUTION = Map.of(
            "median", "percentile_cont(0.5) WITHIN GROUP (ORDER BY value)",
            "p0.1", "percentile_cont(0.001) WITHIN GROUP (ORDER BY value)",
            "p95", "percentile_cont(0.95) WITHIN GROUP (ORDER BY value)",
            "p99.9", "percentile_cont(0.999) WITHIN GROUP (ORDER BY value)",
            "mode", "mode() WITHIN GROUP (ORDER BY value)");

    private final JdbcClient jdbc;

    PostgresRollup(TestDatabase database) {
        this.jdbc = database.jdbc();
        jdbc.sql("CREATE TABLE public.given (series text, time timestamptz, value float8, PRIMARY KEY (series, time))")
                .update();
    }

    void put(String series, SortedMap<Instant, Double> points) {
        jdbc.sql("INSERT INTO public.given SELECT ?, * FROM unnest(?::timestamptz[], ?::float8[])")
                .params(series, array(points.keySet()), array(points.values()))
                .update();
    }

    private static String array(Collection<?> elements) {
        return elements.stream().map(Object::toString).collect(Collectors.joining(",", "{", "}"));
    }

    /** Fails unless the answer has PostgreSQL's buckets and values. */
    void check(String series, String interval, JsonNode answer) {
        check(series, interval, answer, FUNCTIONS);
    }

    /** The same of {@code median}, {@code p0.1}, {@code p95}, {@code p99.9} and {@code mode}. */
    void checkDistribution(String series, String interval, JsonNode answer) {
        check(series, interval, answer, DISTRIBUTION);
    }

    private void check(String series, String interval, JsonNode answer, Map<String, String> functions) {
        SortedMap<Long, JsonNode> actual = new TreeMap<>();
        answer.get("results")
                .forEach(row -> actual.put(
                        NaiveRollup.micros(Instant.parse(row.get("bucket").asString())), row.get("values")));
        SortedMap<Long, Map<String, @Nullable Double>> expected = rollup(series, interval, functions);
        assertThat(actual.keySet()).as("buckets of %s by %s", series, interval).isEqualTo(expected.keySet());
        expected.forEach((bucket, values) -> {
            JsonNode row = Objects.requireNonNull(actual.get(bucket));
            double largest = largest(values);
            for (String function : functions.keySet()) {
                String what = "%s of %s by %s at %s".formatted(function, series, interval, Answers.time(bucket));
                compare(what, row.get(function), values.get(function), largest * tolerance(function, values, largest));
            }
        });
    }

    /** Of the points, or of what is told of them. */
    private static double largest(Map<String, @Nullable Double> values) {
        return Stream.of("min", "max", "p0.1", "p99.9")
                .map(values::get)
                .flatMap(Stream::ofNullable)
                .mapToDouble(Math::abs)
                .max()
                .orElseThrow();
    }

    /** In units of the largest magnitude: sums depend on the order of adding, deviations on that of merging. */
    private static double tolerance(String function, Map<String, @Nullable Double> values, double largest) {
        return switch (function) {
            case "sum" -> 1e-12 * number(values, "count");
            case "avg" -> 1e-12;
            case "stddev" -> 1e-7;
            case "variance" -> 1e-12 * largest;
            case "median", "p0.1", "p95", "p99.9" -> 1e-14;
            default -> 0;
        };
    }

    private static void compare(String what, JsonNode actual, @Nullable Double expected, double tolerance) {
        if (expected == null) {
            assertThat(actual.isNull()).as(what).isTrue();
        } else if (tolerance == 0) {
            assertThat(actual.asDouble()).as(what).isEqualTo(expected);
        } else {
            assertThat(actual.asDouble()).as(what).isCloseTo(expected, within(tolerance));
        }
    }

    private SortedMap<Long, Map<String, @Nullable Double>> rollup(
            String series, String interval, Map<String, String> called) {
        String bucket = interval.endsWith("s")
                ? "date_bin('" + interval + "', time, '1970-01-01Z')"
                : "date_trunc('" + interval.replace("min", "minute") + "', time, 'UTC')";
        List<String> functions = List.copyOf(called.keySet());
        String columns = functions.stream().map(called::get).collect(Collectors.joining(", "));
        SortedMap<Long, Map<String, @Nullable Double>> rollup = new TreeMap<>();
        jdbc.sql("SELECT (extract(epoch FROM " + bucket + ") * 1000000)::bigint, " + columns
                        + " FROM public.given WHERE series = ? GROUP BY 1")
                .param(series)
                .query(row -> {
                    Map<String, @Nullable Double> values = new HashMap<>();
                    for (int i = 0; i < functions.size(); i++) {
                        double value = row.getDouble(i + 2);
                        values.put(functions.get(i), row.wasNull() ? null : value);
                    }
                    rollup.put(row.getLong(1), values);
                });
        return rollup;
    }

    private static double number(Map<String, @Nullable Double> values, String function) {
        return Objects.requireNonNull(values.get(function));
    }
}
