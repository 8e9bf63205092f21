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
import java.util.List;
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
    void what_is_no_window_is_refused() {
        for (String window : List.of("five", "-5m", "1ms", "")) {
            assertRefused("window", "90s 15m 6h 2d 1w 3mo 1y", "window=" + window, "interval=1m");
        }
        assertRefused("window", "at least one second", "window=0m", "interval=1m");
        assertRefused("window", "interval=raw", "window=5m", "interval=raw");
        assertRefused("agg_func", "window", "window=5m", "interval=1m", "agg_func=twa");
        assertRefused("fill", "window", "window=5m", "interval=1m", "fill=null");
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
