package io.varve.exactness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.varve.rollup.RefreshCycle;
import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Numbers at the ends of what a double holds, from the request through all tiers to the answer. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExtremeNumbersIT {

    private static final Instant START = Instant.parse("2024-12-30T22:00:00Z");
    private static final Instant NOW = Instant.parse("2026-03-10T00:00:00Z");
    private static final List<String> INTERVALS = List.of("min", "300s", "hour", "day", "week", "month", "year");

    private static final String SERIES_ID = "(SELECT series_id FROM catalog.series JOIN catalog.field USING (field_id)"
            + " JOIN catalog.metric_type AS m USING (metric_type_id) WHERE m.name = ?)";

    /** Which values a series takes in turn. */
    private static final Map<String, List<Double>> VALUES = Map.of(
            "largest", List.of(1e140, -1e140, 9.9e139),
            "constant", List.of(1e140),
            "smallest", List.of(4.9e-324, 2.2250738585072014e-308, 1e-310, -4.9e-324),
            "both", List.of(1e140, 4.9e-324, -1e140, 1.0, 0.0),
            "integers", List.of(9007199254740992.0, -9007199254740992.0, 9007199254740991.0));

    private final TestDatabase database;
    private final RunningVarve varve;
    private final PostgresRollup postgres;
    private final Answers answers;

    ExtremeNumbersIT(TestDatabase database) {
        this.database = database;
        this.varve = RunningVarve.start(database, NOW);
        this.postgres = new PostgresRollup(database);
        this.answers = new Answers(varve);
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    /** One way of sending one number; what comes back of it. */
    private record Format(String name, String path, String contentType, String body) {

        HttpResponse<String> send(RunningVarve varve, String series, String literal) {
            return varve.post(path, contentType, body.formatted(series, literal));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static List<Format> formats() {
        String point = "{\"series\":\"%s\",\"time\":\"2025-01-01T00:00:00Z\",\"value\":%s}";
        return List.of(
                new Format("JSON", "/api/points", "application/json", "{\"points\":[" + point + "]}"),
                new Format("NDJSON", "/api/points", "application/x-ndjson", point + "\n"),
                new Format("CSV", "/api/points", "text/csv", "series,time,value\n%s,2025-01-01T00:00:00Z,%s\n"),
                new Format("session", "/api/sessions", "application/json", "{\"data\":[" + point + "]}"),
                new Format(
                        "batch",
                        "/api/sessions/batch",
                        "application/json",
                        "{\"sessions\":[{\"data\":[" + point + "]}]}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NaN",
                "-NaN",
                "+NaN",
                "Infinity",
                "-Infinity",
                "1.1e140",
                "-1.1e140",
                "1e308",
                "1e400",
                "-1e99999",
                "9007199254740993",
                "-9223372036854775808",
                "18446744073709551616"
            })
    void what_is_no_number_or_too_large_is_refused_in_every_format(String literal) {
        for (Format format : formats()) {
            String series = "refused." + format.name() + literal;
            HttpResponse<String> response = format.send(varve, series, literal);
            assertThat(response.statusCode())
                    .as("%s %s: %s", format, literal, response.body())
                    .isEqualTo(400);
            assertThat(response.body())
                    .as("%s %s", format, literal)
                    .containsAnyOf("is no value", "-1e140 to 1e140", "-2^53 to 2^53", "the JSON is malformed");
            assertThat(varve.get("/api/timeseries?series=" + series.replace("+", "%2B"))
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1e140, 1.0E140",
        "-1e140, -1.0E140",
        "4.9e-324, 4.9E-324",
        "-4.9e-324, -4.9E-324",
        "1e-310, 1.0E-310",
        "2.2250738585072011e-308, 2.225073858507201E-308",
        "1e-400, 0.0",
        "-1e-400, 0.0",
        "-0, 0.0",
        "-0.0, 0.0",
        "-0e5, 0.0",
        "9007199254740992, 9.007199254740992E15",
        "-9007199254740992, -9.007199254740992E15",
        "9007199254740993.0, 9.007199254740992E15",
        "1e16, 1.0E16"
    })
    void what_a_double_holds_comes_back_to_the_bit_and_zero_has_no_sign(String literal, String expected) {
        for (Format format : formats()) {
            String series = "kept." + format.name() + literal;
            HttpResponse<String> response = format.send(varve, series, literal);
            assertThat(response.statusCode())
                    .as("%s: %s", format, response.body())
                    .isBetween(200, 201);
            for (String interval : List.of("raw", "hour")) {
                JsonNode value = RunningVarve.json(
                                varve.get("/api/timeseries?series=" + series + "&interval=" + interval
                                        + "&start_time=2025-01-01" + (interval.equals("raw") ? "" : "&agg_func=min")))
                        .get("results")
                        .get(0)
                        .get("value");
                assertThat(value.toString()).as("%s by %s", format, interval).isEqualTo(expected);
            }
        }
    }

    @Test
    void every_function_of_the_largest_and_the_smallest_is_postgresqls_before_and_after_the_refresh() {
        VALUES.forEach(this::send);
        VALUES.keySet().forEach(series -> check(series, false));
        varve.bean(RefreshCycle.class).run(NOW);
        VALUES.keySet().forEach(series -> check(series, true));
    }

    /** Some hours of two years, so that every tier has something to merge. */
    private void send(String series, List<Double> values) {
        SortedMap<Instant, Double> points = new TreeMap<>();
        for (int i = 0; i < 300; i++) {
            points.put(START.plusSeconds(97L * i + i / 100 * 40L * 86_400), values.get(i % values.size()));
        }
        postgres.put(series, points);
        String body = points.entrySet().stream()
                .map(point -> "{\"series\":\"%s\",\"time\":\"%s\",\"value\":%s}"
                        .formatted(series, point.getKey(), point.getValue()))
                .collect(Collectors.joining(",", "{\"points\":[", "]}"));
        HttpResponse<String> response = varve.post("/api/points", "application/json", body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    private void check(String series, boolean refreshed) {
        for (String interval : INTERVALS) {
            JsonNode answer = answers.ask(
                    "series", series, "interval", interval, "start_time", "2024-01-01", "end_time", "2026-02-01");
            postgres.check(series, interval, answer);
            postgres.checkDistribution(
                    series,
                    interval,
                    RunningVarve.json(varve.get("/api/timeseries?agg_func=median,p0.1,p95,p99.9,mode&series=" + series
                            + "&interval=" + interval + "&start_time=2024-01-01&end_time=2026-02-01")));
            assertThat(answer.toString()).doesNotContain("NaN", "Infinity");
            assertThat(answer.get("metadata").get("segments").toString().contains("\"raw\""))
                    .isNotEqualTo(refreshed);
        }
    }

    /** Counts no request could bring: two rows of a tier are made to say that their hours had so many points. */
    @ParameterizedTest
    @CsvSource({"3e9, 5, 2", "4503599627370496, 0.125, 0", "5e12, 1e140, 0", "5e12, 1e140, 1e139"})
    void hours_of_more_points_than_four_bytes_count_are_merged_without_overflow(
            double count, double mean, double deviation) {
        String series = "many." + count + "." + deviation;
        sendOne(series, "2024-12-30T22:30:00Z");
        sendOne(series, "2024-12-30T23:30:00Z");
        varve.bean(RefreshCycle.class).run(NOW);
        pretend(series, "2024-12-30T22:00:00Z", count, mean, deviation);
        pretend(series, "2024-12-30T23:00:00Z", count, -mean, deviation);
        outOfDate(series);
        varve.bean(RefreshCycle.class).run(NOW);

        for (String interval : List.of("day", "week", "month", "year")) {
            JsonNode values = answers.ask("series", series, "interval", interval, "start_time", "2024-01-01")
                    .get("results")
                    .get(0)
                    .get("values");
            assertThat(values.get("count").asLong()).as(interval).isEqualTo((long) (2 * count));
            assertThat(values.get("sum").asDouble()).as(interval).isZero();
            assertThat(values.get("avg").asDouble()).as(interval).isZero();
            assertThat(values.get("stddev").asDouble())
                    .as(interval)
                    .isCloseTo(Math.hypot(mean, deviation), withinPercentage(1e-6));
        }
    }

    private void sendOne(String series, String time) {
        String point = "{\"points\":[{\"series\":\"%s\",\"time\":\"%s\",\"value\":1}]}".formatted(series, time);
        assertThat(varve.post("/api/points", "application/json", point).statusCode())
                .isEqualTo(200);
    }

    private void pretend(String series, String hour, double count, double mean, double deviation) {
        database.jdbc()
                .sql("UPDATE gold.rollup_1h SET point_count = ?::float8::bigint, value_sum = ?, value_m2 = ?"
                        + " WHERE bucket = ?::timestamptz AND series_id = " + SERIES_ID)
                .params(count, count * mean, count * deviation * deviation, hour, series)
                .update();
    }

    private void outOfDate(String series) {
        database.jdbc()
                .sql("SELECT rollup.invalidate(4, ARRAY[" + SERIES_ID
                        + "], ARRAY['2024-12-30Z'::timestamptz], ARRAY['2024-12-31Z'::timestamptz], ?::timestamptz)")
                .params(series, NOW.toString())
                .query(Integer.class)
                .single();
    }
}
