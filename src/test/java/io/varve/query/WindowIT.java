package io.varve.query;

import static io.varve.query.Fixture.micros;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.query.Fixture.Point;
import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import io.varve.timeseries.Micros;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Sliding windows, as clients see them; that they are right is held by {@link ReadThroughIT}. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WindowIT {

    private static final String NOW = "2025-03-10T00:00:00Z";

    private final RunningVarve varve;
    private final Fixture fixture;

    WindowIT(TestDatabase database) {
        varve = RunningVarve.start(database, Instant.parse(NOW));
        fixture = new Fixture(varve, database);
    }

    /** A point on every full minute of half an hour around midnight, and one in between. */
    @BeforeAll
    void points() {
        int series = fixture.series("m");
        List<Point> points = new ArrayList<>();
        for (int minute = -15; minute <= 15; minute++) {
            points.add(new Point(series, micros("2025-03-05T00:00:00Z") + minute * 60 * Micros.SECOND, 0, minute));
        }
        points.add(new Point(series, micros("2025-03-05T00:02:59.999999Z"), 0, 100));
        fixture.points(points);
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    /** ROL3: (23:58, 00:03] holds the points of 23:59 to 00:03 and not that of 23:58. */
    @Test
    void rol3_a_window_of_five_minutes_at_three_past_holds_its_end_and_not_its_start() {
        assertThat(rows(
                        "window=5m",
                        "interval=1m",
                        "agg_func=count",
                        "start_time=2025-03-05T00:02:00Z",
                        "end_time=2025-03-05T00:05:00Z"))
                .containsExactly("00:02:00 5", "00:03:00 6", "00:04:00 6");
        assertThat(rows(
                        "window=5m",
                        "interval=1m",
                        "agg_func=sum",
                        "start_time=2025-03-05T00:03:00Z",
                        "end_time=2025-03-05T00:04:00Z"))
                .containsExactly("00:03:00 " + (-1 + 0 + 1 + 2 + 3 + 100.0));
        assertThat(rows(
                        "window=5m",
                        "interval=1m",
                        "agg_func=first",
                        "start_time=2025-03-05T00:03:00Z",
                        "end_time=2025-03-05T00:04:00Z"))
                .containsExactly("00:03:00 -1.0");
        assertThat(rows(
                        "window=5m",
                        "interval=1m",
                        "agg_func=last",
                        "start_time=2025-03-05T00:03:00Z",
                        "end_time=2025-03-05T00:04:00Z"))
                .containsExactly("00:03:00 3.0");
    }

    /** Quantiles do not merge: they are computed from the points of each window. */
    @Test
    void functions_of_all_points_together_have_windows_too() {
        assertThat(rows(
                        "window=5m",
                        "interval=1m",
                        "agg_func=median",
                        "start_time=2025-03-05T00:02:00Z",
                        "end_time=2025-03-05T00:04:00Z"))
                .containsExactly("00:02:00 0.0", "00:03:00 1.5");
        assertThat(fixture.ask(
                                "window=5m",
                                "interval=1m",
                                "agg_func=p50,count,mode",
                                "start_time=2025-03-05T00:03:00Z",
                                "end_time=2025-03-05T00:04:00Z")
                        .at("/results/0/values")
                        .toString())
                .isEqualTo("{\"p50\":1.5,\"count\":6,\"mode\":-1.0}");
    }

    @Test
    void the_first_window_looks_back_before_the_range_and_empty_ones_have_no_row() {
        assertThat(rows(
                        "window=7m",
                        "interval=5m",
                        "agg_func=count",
                        "start_time=2025-03-05T00:11:00Z",
                        "end_time=2025-03-05T02:00:00Z"))
                .containsExactly("00:15:00 7", "00:20:00 2");
        assertThat(rows(
                        "window=5m",
                        "interval=1h",
                        "agg_func=count",
                        "start_time=2025-03-05T00:01:00Z",
                        "end_time=2025-03-05T00:59:00Z"))
                .isEmpty();
    }

    @Test
    void pages_of_windows_put_together_are_the_whole() {
        for (String order : List.of("asc", "desc")) {
            List<String> whole = rows("window=3m", "interval=90s", "agg_func=max", "order=" + order);
            List<String> paged = new ArrayList<>();
            String cursor = null;
            do {
                List<String> parameters = new ArrayList<>(
                        List.of("window=3m", "interval=90s", "agg_func=max", "order=" + order, "limit=4"));
                if (cursor != null) {
                    parameters.add("cursor=" + cursor);
                }
                JsonNode answer = fixture.ask(parameters.toArray(String[]::new));
                paged.addAll(rows(answer));
                JsonNode next = answer.get("metadata").get("next");
                cursor = next.isNull() ? null : next.asString();
            } while (cursor != null);
            assertThat(paged).isEqualTo(whole).hasSizeGreaterThan(15);
        }
    }

    @Test
    void the_answer_names_the_window_and_explain_shows_which_tiers_it_is_made_of() {
        for (String tier : List.of("1m", "5m", "1h", "1d")) {
            fixture.watermark(tier, micros("2025-03-10T00:00:00Z"));
        }
        try {
            String[] parameters = {
                "series=m", "window=2d", "interval=1d", "start_time=2025-03-08", "end_time=2025-03-10"
            };
            List<String> layers = new ArrayList<>();
            fixture.explain(parameters)
                    .get("segments")
                    .forEach(segment -> layers.add(segment.get("resolution").asString()));
            assertThat(layers).startsWith("raw", "1m", "5m", "1h", "raw").contains("1h", "5m", "1m", "raw");
            assertThat(fixture.ask(parameters).get("metadata").get("window").asString())
                    .isEqualTo("2d");
        } finally {
            for (String tier : List.of("1m", "5m", "1h", "1d")) {
                fixture.watermark(tier, Long.MIN_VALUE);
            }
        }
        assertThat(fixture.ask("series=m", "interval=1d").get("metadata").has("window"))
                .isFalse();
    }

    @Test
    void filled_windows_are_those_of_an_oracle_whatever_the_pages() {
        Random random = new Random(5);
        TreeMap<Long, Double> points = new TreeMap<>();
        long start = micros("2025-02-03T00:00:00Z");
        for (int i = 0; i < 40; i++) {
            points.put(start + random.nextInt(6 * 3600) * Micros.SECOND, random.nextInt(800) / 8.0);
        }
        int series = fixture.series("sparse");
        fixture.points(points.entrySet().stream()
                .map(point -> new Point(series, point.getKey(), 0, point.getValue()))
                .toList());
        for (int i = 0; i < 30; i++) {
            long step = List.of(60L, 90L, 300L).get(random.nextInt(3)) * Micros.SECOND;
            long width = List.of(45L, 60L, 400L, 1200L).get(random.nextInt(4)) * Micros.SECOND;
            String method =
                    List.of("null", "zero", "previous", "next", "linear").get(random.nextInt(5));
            int limit = random.nextBoolean() ? Integer.MAX_VALUE : 1 + random.nextInt(4);
            long from = start + random.nextInt(5 * 3600) * Micros.SECOND;
            long to = from + (600 + random.nextInt(5000)) * Micros.SECOND;
            List<String> asked = new ArrayList<>(List.of(
                    "series=sparse",
                    "agg_func=max",
                    "window=" + width / Micros.SECOND + "s",
                    "interval=" + step / Micros.SECOND + "s",
                    "fill=" + method,
                    "start_time=" + Micros.toInstant(from),
                    "end_time=" + Micros.toInstant(to),
                    "limit=" + (1 + random.nextInt(60)),
                    "order=" + (i % 2 == 0 ? "asc" : "desc")));
            if (limit < Integer.MAX_VALUE) {
                asked.add("fill_limit=" + limit);
            }
            List<String> expected = new FilledWindows(points, step, width, method, limit).rows(from, to);
            if (i % 2 == 1) {
                Collections.reverse(expected);
            }
            assertThat(paged(asked)).as(asked.toString()).isEqualTo(expected);
        }
    }

    private List<String> paged(List<String> asked) {
        List<String> rows = new ArrayList<>();
        List<String> parameters = asked;
        while (true) {
            JsonNode answer = fixture.ask(parameters.toArray(String[]::new));
            rows.addAll(rows(answer));
            JsonNode next = answer.get("metadata").get("next");
            if (next.isNull()) {
                return rows;
            }
            parameters = new ArrayList<>(asked);
            parameters.add("cursor=" + next.asString());
        }
    }

    /** Looks at all points for each window, and at all windows for each fill. */
    private record FilledWindows(TreeMap<Long, Double> points, long step, long width, String method, int limit) {

        List<String> rows(long from, long to) {
            List<String> rows = new ArrayList<>();
            long first = from + Math.floorMod(-from, step);
            for (long tick = first; tick < to; tick += step) {
                Double own = highest(tick);
                Double value = own == null ? filled(tick, first) : own;
                rows.add(Micros.toInstant(tick).toString().substring(11, 19) + " " + value);
            }
            return rows;
        }

        private @Nullable Double highest(long tick) {
            return points.subMap(tick - width, false, tick, true).values().stream()
                    .max(Double::compare)
                    .orElse(null);
        }

        private @Nullable Double filled(long tick, long first) {
            Long left = nearest(tick, -step);
            Long right = nearest(tick, step);
            long back = left == null ? Long.MAX_VALUE : (tick - left) / step;
            return switch (method) {
                case "zero" -> {
                    long since = left == null || left < first ? (tick - first) / step + 1 : back;
                    yield since <= limit ? Double.valueOf(0) : null;
                }
                case "previous" -> left == null || back > limit ? null : highest(left);
                case "next" -> right == null || (right - tick) / step > limit ? null : highest(right);
                case "linear" ->
                    left == null || right == null || back > limit
                            ? null
                            : Double.valueOf(Objects.requireNonNull(highest(left))
                                    + (Objects.requireNonNull(highest(right)) - Objects.requireNonNull(highest(left)))
                                            * ((double) (tick - left) / (right - left)));
                default -> null;
            };
        }

        private @Nullable Long nearest(long tick, long by) {
            for (long at = tick + by;
                    at >= points.firstKey() - step && at <= points.lastKey() + width + step;
                    at += by) {
                if (highest(at) != null) {
                    return at;
                }
            }
            return null;
        }
    }

    @Test
    void what_is_no_window_is_refused() {
        for (String window : List.of("five", "-5m", "1ms", "")) {
            assertRefused("window", "90s 15m 6h 2d 1w 3mo 1y", "window=" + window, "interval=1m");
        }
        assertRefused("window", "at least one second", "window=0m", "interval=1m");
        assertRefused("window", "interval=raw", "window=5m", "interval=raw");
        assertRefused("agg_func", "last", "window=5m", "interval=1m", "agg_func=at", "fill=previous");
        assertRefused(
                "window",
                "a wider interval",
                "window=1y",
                "interval=1m",
                "start_time=2025-01-01",
                "end_time=2025-03-01");
        assertRefused(
                "window",
                "a wider interval",
                "window=1m",
                "interval=1s",
                "start_time=2024-01-01",
                "end_time=2025-03-01");
    }

    private void assertRefused(String parameter, String accepted, String... parameters) {
        JsonNode problem = fixture.refused(400, parameters);
        assertThat(problem.get("parameter").asString()).isEqualTo(parameter);
        assertThat(problem.get("detail").asString()).contains(accepted);
    }

    private List<String> rows(String... parameters) {
        return rows(fixture.ask(parameters));
    }

    /** Time of day and value. */
    private static List<String> rows(JsonNode answer) {
        List<String> rows = new ArrayList<>();
        answer.get("results")
                .forEach(row -> rows.add(row.get("bucket").asString().substring(11, 19) + " " + row.get("value")));
        return rows;
    }
}
