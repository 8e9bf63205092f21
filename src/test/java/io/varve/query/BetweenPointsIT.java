package io.varve.query;

import static io.varve.query.Fixture.micros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.varve.catalog.ValueKind;
import io.varve.query.Fixture.Point;
import io.varve.support.DatabaseExtension;
import io.varve.support.NaiveMovement;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import io.varve.timeseries.BucketWidth;
import io.varve.timeseries.Micros;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Functions for which the way from point to point counts: twa, delta, increase, rate. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BetweenPointsIT {

    private static final long START = Fixture.micros("2025-02-01T00:00:00Z");

    private final RunningVarve varve;
    private final Fixture fixture;
    private final TreeMap<Long, Double> random = new TreeMap<>();
    private final TreeMap<Long, Double> other = new TreeMap<>();

    BetweenPointsIT(TestDatabase database) {
        varve = RunningVarve.start(database, Instant.parse("2025-03-10T12:00:00Z"));
        fixture = new Fixture(varve, database);
    }

    @BeforeAll
    void points() {
        int irregular = fixture.series("irregular");
        fixture.point(irregular, "2025-01-01T10:00:00Z", 20.5);
        fixture.point(irregular, "2025-01-01T10:00:03Z", 20.6);
        fixture.point(irregular, "2025-01-01T10:00:11Z", 20.8);
        fixture.point(irregular, "2025-01-01T10:01:05Z", 21.2);
        int counter = fixture.series("counter");
        fixture.point(counter, "2025-01-01T10:00:00Z", 10);
        fixture.point(counter, "2025-01-01T10:00:30Z", 15);
        fixture.point(counter, "2025-01-01T10:01:00Z", 3);
        fixture.point(counter, "2025-01-01T10:01:30Z", 8);
        for (String host : List.of("a", "b")) {
            fixture.point(
                    fixture.series("cpu", Map.of("host", host), null, "value", ValueKind.NUMBER),
                    "2025-01-01T10:00:00Z",
                    5);
        }
        Random numbers = new Random(3);
        long at = START;
        for (int i = 0; i < 200; i++) {
            at += Micros.SECOND * (1 + numbers.nextInt(numbers.nextInt(6) == 0 ? 900 : 40));
            random.put(at, numbers.nextInt(800) / 8.0);
        }
        for (int i = 0; i < 60; i++) {
            other.put(START + Micros.SECOND * (3000 + numbers.nextInt(3000)), numbers.nextInt(800) / 8.0);
        }
        for (Map.Entry<String, TreeMap<Long, Double>> host :
                Map.of("a", random, "b", other).entrySet()) {
            int pair = fixture.series("pair", Map.of("host", host.getKey()), null, "value", ValueKind.NUMBER);
            fixture.points(host.getValue().entrySet().stream()
                    .map(point -> new Point(pair, point.getKey(), 0, point.getValue()))
                    .toList());
        }
        int series = fixture.series("random");
        fixture.points(random.entrySet().stream()
                .map(point -> new Point(series, point.getKey(), 0, point.getValue()))
                .toList());
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    @Test
    void agg14_averages_weighted_by_time() {
        JsonNode values = fixture.ask(
                        "series=irregular",
                        "interval=10m",
                        "agg_func=twa,twa_linear,range",
                        "start_time=2025-01-01T10:00:00Z",
                        "end_time=2025-01-01T10:02:00Z")
                .get("results")
                .get(0)
                .get("values");
        assertThat(values.get("twa").asDouble())
                .isCloseTo(20.761538, within(0.0000005))
                .isCloseTo(1349.5 / 65, within(1e-12));
        assertThat(values.get("twa_linear").asDouble())
                .isCloseTo(20.942308, within(0.0000005))
                .isCloseTo(1361.25 / 65, within(1e-12));
        assertThat(values.get("range").asDouble()).isCloseTo(0.7, within(1e-12));
    }

    @Test
    void a_counter_that_begins_again_has_grown_from_0() {
        assertThat(fixture.rows(
                        "series=counter",
                        "interval=1m",
                        "agg_func=increase,delta,rate",
                        "start_time=2025-01-01T10:00:00Z",
                        "end_time=2025-01-01T10:02:00Z"))
                .contains("{\"increase\":5.0,\"delta\":5.0,\"rate\":" + 5.0 / 60 + "}")
                .contains("{\"increase\":8.0,\"delta\":-7.0,\"rate\":" + 8.0 / 60 + "}");
    }

    @Test
    void agg14_buckets_together_are_the_whole_and_the_oracle_agrees() {
        Random numbers = new Random(4);
        for (int i = 0; i < 12; i++) {
            long from = START + numbers.nextInt(3600) * Micros.SECOND;
            long to = from + (600 + numbers.nextInt(9000)) * Micros.SECOND;
            String interval = List.of("10s", "1m", "7m", "1h").get(numbers.nextInt(4));
            boolean filled = numbers.nextBoolean();
            List<JsonNode> rows = paged(
                    1 + numbers.nextInt(500),
                    "series=random",
                    "interval=" + interval,
                    "agg_func=twa,twa_linear,delta,increase,rate,count",
                    "order=" + (numbers.nextBoolean() ? "asc" : "desc"),
                    "start_time=" + Micros.toInstant(from),
                    "end_time=" + Micros.toInstant(to),
                    filled ? "fill=null" : "fill=none");
            long width = BucketWidth.parse(interval).micros();
            double delta = 0;
            double increase = 0;
            for (JsonNode row : rows) {
                long bucket = micros(row.get("bucket").asString());
                JsonNode values = row.get("values");
                NaiveMovement oracle = oracle(random, Math.max(from, bucket), Math.min(to, bucket + width));
                assertThat(filled || values.get("count").asLong() > 0).isTrue();
                agree(values.get("twa"), oracle.average(false));
                agree(values.get("twa_linear"), oracle.average(true));
                agree(values.get("increase"), oracle.increase());
                agree(values.get("delta"), oracle.delta());
                delta += values.get("delta").isNull() ? 0 : values.get("delta").asDouble();
                increase += values.get("increase").isNull()
                        ? 0
                        : values.get("increase").asDouble();
            }
            NaiveMovement whole = oracle(random, from, to);
            assertThat(delta).isCloseTo(Objects.requireNonNullElse(whole.delta(), 0.0), within(1e-6));
            assertThat(increase).isCloseTo(Objects.requireNonNullElse(whole.increase(), 0.0), within(1e-6));
        }
    }

    @Test
    void each_series_of_a_group_is_followed_by_itself() {
        for (String fill : List.of("none", "null")) {
            List<JsonNode> rows = paged(
                    fill.equals("none") ? 2 : 5,
                    "series=pair",
                    "interval=10m",
                    "agg_func=twa,increase,count,rate,delta,twa_linear,max",
                    "start_time=2025-02-01T00:00:00Z",
                    "end_time=2025-02-01T02:05:00Z",
                    "fill=" + fill);
            assertThat(rows).isNotEmpty();
            for (JsonNode row : rows) {
                long from = micros(row.get("bucket").asString());
                long to = Math.min(from + 600 * Micros.SECOND, START + 7500 * Micros.SECOND);
                checkPair(
                        row.get("values"),
                        List.of(oracle(random, from, to), oracle(other, from, to)),
                        random.subMap(from, to).size() + other.subMap(from, to).size());
            }
        }
        String[] whole = {
            "series=pair", "agg_func=increase", "start_time=2025-02-01T00:00:00Z", "end_time=2025-02-01T02:05:00Z"
        };
        double sum = 0;
        for (JsonNode row : fixture.ask(with(whole, "interval=1m", "fill=null")).get("results")) {
            sum += row.get("value").asDouble();
        }
        assertThat(sum)
                .isCloseTo(
                        fixture.ask(with(whole, "interval=day"))
                                .get("results")
                                .get(0)
                                .get("value")
                                .asDouble(),
                        within(1e-6));
    }

    private static void checkPair(JsonNode values, List<NaiveMovement> series, int count) {
        NaiveMovement one = series.get(0);
        Double increase = sum(series.stream().map(NaiveMovement::increase));
        agree(values.get("delta"), sum(series.stream().map(NaiveMovement::delta)));
        agree(values.get("increase"), increase);
        agree(
                values.get("rate"),
                increase == null ? null : Double.valueOf(increase * Micros.SECOND / (one.to() - one.from())));
        for (boolean sloped : List.of(false, true)) {
            double area = series.stream().mapToDouble(each -> each.area(sloped)).sum();
            double seconds = series.stream().mapToDouble(NaiveMovement::covered).sum();
            agree(values.get(sloped ? "twa_linear" : "twa"), seconds == 0 ? null : Double.valueOf(area / seconds));
        }
        assertThat(values.get("count").asLong()).isEqualTo(count);
    }

    @Test
    void windows_go_on_from_the_last_point_before_them() {
        assertThat(fixture.rows(
                        "series=counter",
                        "window=1m",
                        "interval=1m",
                        "agg_func=increase,delta,rate,cumulative,count_rate",
                        "start_time=2025-01-01T10:00:00Z",
                        "end_time=2025-01-01T10:03:00Z"))
                .contains(
                        "10:00:00Z\",\"series\":\"counter\",\"values\":{\"increase\":0.0,\"delta\":0.0,\"rate\":0.0,\"cumulative\":10.0")
                .contains("10:01:00Z\",\"series\":\"counter\",\"values\":{\"increase\":8.0,\"delta\":-7.0,\"rate\":"
                        + 8.0 / 60 + ",\"cumulative\":18.0,\"count_rate\":" + 2.0 / 60)
                .contains("10:02:00Z\",\"series\":\"counter\",\"values\":{\"increase\":5.0,\"delta\":5.0,\"rate\":"
                        + 5.0 / 60 + ",\"cumulative\":8.0,\"count_rate\":" + 1.0 / 60);
    }

    @Test
    void in_windows_too_each_series_of_a_group_is_followed_by_itself() {
        for (String fill : List.of("none", "null")) {
            for (int width : List.of(150, 780, 1900)) {
                List<JsonNode> rows = paged(
                        fill.equals("none") ? 3 : 7,
                        "series=pair",
                        "window=" + width + "s",
                        "interval=4m",
                        "agg_func=twa,increase,count,rate,delta,twa_linear,max",
                        "start_time=2025-02-01T00:01:00Z",
                        "end_time=2025-02-01T02:05:00Z",
                        "fill=" + fill);
                assertThat(rows).hasSizeGreaterThan(10);
                for (JsonNode row : rows) {
                    long to = micros(row.get("bucket").asString());
                    long from = to - width * Micros.SECOND;
                    checkPair(
                            row.get("values"),
                            List.of(
                                    new NaiveMovement(random, from, to, true),
                                    new NaiveMovement(other, from, to, true)),
                            random.subMap(from, false, to, true).size()
                                    + other.subMap(from, false, to, true).size());
                }
            }
        }
    }

    /** Points count once towards what may be read, however many windows they are in. */
    @Test
    void windows_as_wide_as_the_interval_are_the_whole_whatever_pieces_they_are_made_of() {
        String[] asked = {
            "series=random",
            "agg_func=increase,delta",
            "fill=null",
            "start_time=2025-02-01T00:10:00Z",
            "end_time=2025-02-01T03:00:00Z"
        };
        double increase = 0;
        double delta = 0;
        for (JsonNode row :
                fixture.ask(with(asked, "window=10m", "interval=10m")).get("results")) {
            increase += row.get("values").get("increase").asDouble();
            delta += row.get("values").get("delta").asDouble();
        }
        NaiveMovement whole = new NaiveMovement(random, START, START + (2 * 3600 + 50 * 60) * Micros.SECOND, true);
        assertThat(increase).isCloseTo(Objects.requireNonNull(whole.increase()), within(1e-6));
        assertThat(delta).isCloseTo(Objects.requireNonNull(whole.delta()), within(1e-6));
        JsonNode explained = fixture.explain(with(asked, "window=1h", "interval=1m"));
        assertThat(explained.get("further").size()).isEqualTo(2);
    }

    private static @Nullable Double sum(Stream<@Nullable Double> values) {
        List<Double> known = values.flatMap(Stream::ofNullable).toList();
        return known.isEmpty()
                ? null
                : Double.valueOf(known.stream().mapToDouble(Double::doubleValue).sum());
    }

    @Test
    void agg12_running_totals_end_with_the_whole_whatever_the_pages() {
        String[] asked = {
            "series=random",
            "interval=7m",
            "tz=Asia/Kathmandu",
            "start_time=2025-02-01T05:50:10",
            "end_time=2025-02-01T09:00"
        };
        long from = START + 310 * Micros.SECOND;
        long to = START + (3 * 3600 + 900) * Micros.SECOND;
        for (String order : List.of("asc", "desc")) {
            for (String fill : List.of("none", "null", "linear")) {
                List<JsonNode> rows =
                        paged(3, with(asked, "agg_func=cumulative,count,sum", "order=" + order, "fill=" + fill));
                if (order.equals("desc")) {
                    Collections.reverse(rows);
                }
                double total = 0;
                for (JsonNode row : rows) {
                    JsonNode values = row.get("values");
                    total += values.get("count").asLong() == 0
                                    || values.get("sum").isNull()
                                    || row.has("filled")
                            ? 0
                            : values.get("sum").asDouble();
                    assertThat(values.get("cumulative").asDouble())
                            .as(row.toString())
                            .isEqualTo(total);
                }
                assertThat(total)
                        .isEqualTo(random.subMap(from, to).values().stream()
                                .mapToDouble(Double::doubleValue)
                                .sum());
            }
        }
    }

    @Test
    void agg13_counts_per_second_of_each_bucket() {
        String[] asked = {
            "series=random",
            "interval=10m",
            "agg_func=count,count_rate",
            "start_time=2025-02-01T00:04:00Z",
            "end_time=2025-02-01T02:05:00Z"
        };
        for (String fill : List.of("none", "null")) {
            List<JsonNode> rows = paged(4, with(asked, "fill=" + fill));
            assertThat(rows.size()).isBetween(5, 13);
            for (JsonNode row : rows) {
                long bucket = micros(row.get("bucket").asString());
                long from = Math.max(bucket, START + 240 * Micros.SECOND);
                long to = Math.min(bucket + 600 * Micros.SECOND, START + 7500 * Micros.SECOND);
                assertThat(row.get("values").get("count_rate").asDouble())
                        .as(row.toString())
                        .isEqualTo(random.subMap(from, to).size() * (double) Micros.SECOND / (to - from));
            }
        }
        assertThat(fixture.results(
                        "series=cpu",
                        "agg_func=count_rate",
                        "interval=day",
                        "tz=Europe/Berlin",
                        "start_time=2025-01-01",
                        "end_time=2025-01-02"))
                .containsExactly("2024-12-31T23:00:00Z cpu " + 2 / 86_400.0);
        assertThat(fixture.refused(400, with(asked, "group_by=session_id"))
                        .get("parameter")
                        .asString())
                .isEqualTo("agg_func");
    }

    @Test
    void agg12_running_totals_by_group_of_several_series() {
        String[] asked = {
            "series=cpu", "interval=30s", "start_time=2025-01-01T09:59:30Z", "end_time=2025-01-01T10:01:00Z"
        };
        assertThat(fixture.results(with(asked, "agg_func=cumulative", "fill=null")))
                .containsExactly(
                        "2025-01-01T09:59:30Z cpu 0.0",
                        "2025-01-01T10:00:00Z cpu 10.0",
                        "2025-01-01T10:00:30Z cpu 10.0");
        assertThat(fixture.results(with(asked, "agg_func=cumulative", "group_by=host")))
                .containsExactly("2025-01-01T10:00:00Z cpu 5.0", "2025-01-01T10:00:00Z cpu 5.0");
        assertThat(fixture.refused(400, with(asked, "agg_func=cumulative", "group_by=session_id"))
                        .get("parameter")
                        .asString())
                .isEqualTo("agg_func");
    }

    private static String[] with(String[] parameters, String... more) {
        return Stream.of(parameters, more).flatMap(Arrays::stream).toArray(String[]::new);
    }

    @Test
    void what_does_not_go_together_is_refused_by_name() {
        assertThat(fixture.refused(
                                400,
                                "series=cpu",
                                "agg_func=at",
                                "fill=previous",
                                "interval=1m",
                                "start_time=2025-01-01",
                                "end_time=2025-01-02")
                        .get("parameter")
                        .asString())
                .isEqualTo("group_by");
        assertThat(fixture.refused(400, "agg_func=rate", "group_by=session_id")
                        .get("parameter")
                        .asString())
                .isEqualTo("group_by");
    }

    private static NaiveMovement oracle(TreeMap<Long, Double> points, long from, long to) {
        return new NaiveMovement(points, from, to, false);
    }

    private static void agree(JsonNode actual, @Nullable Double expected) {
        if (expected == null) {
            assertThat(actual.isNull()).isTrue();
        } else {
            assertThat(actual.asDouble()).isCloseTo(expected, within(1e-9 * (1 + Math.abs(expected))));
        }
    }

    private List<JsonNode> paged(int size, String... parameters) {
        List<JsonNode> rows = new ArrayList<>();
        String cursor = null;
        do {
            String[] page = Arrays.copyOf(parameters, parameters.length + (cursor == null ? 1 : 2));
            page[parameters.length] = "limit=" + size;
            if (cursor != null) {
                page[parameters.length + 1] = "cursor=" + cursor;
            }
            JsonNode answer = fixture.ask(page);
            assertThat(answer.get("results").size()).isLessThanOrEqualTo(size);
            answer.get("results").forEach(rows::add);
            JsonNode next = answer.get("metadata").get("next");
            cursor = next.isNull() ? null : next.asString();
        } while (cursor != null);
        return rows;
    }
}
