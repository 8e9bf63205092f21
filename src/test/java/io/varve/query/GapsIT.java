package io.varve.query;

import static io.varve.query.Fixture.micros;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.catalog.ValueKind;
import io.varve.query.Fixture.Point;
import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import io.varve.timeseries.Micros;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** GET /api/timeseries/gaps. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GapsIT {

    private final RunningVarve varve;
    private final Fixture fixture;

    GapsIT(TestDatabase database) {
        varve = RunningVarve.start(database, Instant.parse("2025-03-10T12:00:00Z"));
        fixture = new Fixture(varve, database);
    }

    @BeforeAll
    void points() {
        int five = fixture.series("five");
        for (String minute : List.of("00", "05", "15", "20")) {
            fixture.point(five, "2025-01-01T10:" + minute + ":00Z", 1);
        }
        for (String field : List.of("r", "g")) {
            int color = fixture.series("color", Map.of("room", "a"), null, field, ValueKind.NUMBER);
            fixture.point(color, "2025-01-01T10:00:00Z", 1);
            fixture.point(color, field.equals("r") ? "2025-01-01T10:10:00Z" : "2025-01-01T10:05:00Z", 1);
            fixture.point(color, "2025-01-01T10:25:00Z", 1);
        }
        fixture.point(fixture.series("live"), "2025-03-10T11:00:00Z", 1);
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    @Test
    void gap9_a_missing_point_of_five_minutes() {
        JsonNode asked = gaps(
                "series=five",
                "expected_interval=5m",
                "start_time=2025-01-01T10:00:00Z",
                "end_time=2025-01-01T10:21:00Z");
        assertThat(asked.get("results").toString())
                .isEqualTo(
                        "[{\"series\":\"five\",\"tags\":{},\"start\":\"2025-01-01T10:05:00Z\",\"end\":\"2025-01-01T10:15:00Z\","
                                + "\"duration\":\"PT10M\",\"expected_interval\":\"PT5M\",\"missing_points\":1,\"open\":false}]");
        assertThat(asked.get("metadata").toString())
                .isEqualTo("{\"count\":1,\"start_time\":\"2025-01-01T10:00:00Z\",\"end_time\":\"2025-01-01T10:21:00Z\","
                        + "\"expected_interval\":\"PT5M\",\"tolerance\":0.1,\"next\":null}");
        assertThat(shown("series=five", "start_time=2025-01-01T10:00:00Z", "end_time=2025-01-01T10:21:00Z"))
                .as("the median of 5, 10 and 5 minutes")
                .containsExactly("five 10:05 10:15 1");
        assertThat(shown(
                        "series=five",
                        "tolerance=1",
                        "start_time=2025-01-01T10:00:00Z",
                        "end_time=2025-01-01T10:21:00Z"))
                .isEmpty();
    }

    @Test
    void gaps_go_over_the_edges_of_the_range() {
        assertThat(shown(
                        "series=five",
                        "expected_interval=5m",
                        "start_time=2025-01-01T10:07:00Z",
                        "end_time=2025-01-01T10:08:00Z"))
                .containsExactly("five 10:05 10:15 1");
        assertThat(shown(
                        "series=five",
                        "expected_interval=5m",
                        "start_time=2025-01-01T10:15:00Z",
                        "end_time=2025-01-01T10:40:00Z"))
                .as("10:25, 10:30 and 10:35 are not there yet")
                .containsExactly("five 10:20 10:40 3 open");
        assertThat(shown("series=live", "expected_interval=15m", "start_time=2025-03-10", "end_time=2025-03-11"))
                .as("nothing is expected after now")
                .containsExactly("live 11:00 12:00 3 open");
        assertThat(shown("series=five", "expected_interval=5m", "start_time=2024-01-01", "end_time=2024-02-01"))
                .as("nothing is expected before the first point")
                .isEmpty();
    }

    @Test
    void a_point_of_any_field_counts() {
        assertThat(shown(
                        "series=color",
                        "expected_interval=5m",
                        "start_time=2025-01-01T10:00:00Z",
                        "end_time=2025-01-01T10:26:00Z"))
                .containsExactly("color 10:10 10:25 2");
    }

    @Test
    void random_gaps_are_those_of_all_points_page_by_page() {
        Random random = new Random(9);
        int series = fixture.series("random");
        TreeSet<Long> times = new TreeSet<>();
        long at = micros("2025-02-01T00:00:00Z");
        for (int i = 0; i < 300; i++) {
            at += Micros.SECOND * (random.nextInt(8) == 0 ? 60 * (1 + random.nextInt(40)) : 54 + random.nextInt(13));
            times.add(at);
        }
        fixture.points(times.stream().map(time -> new Point(series, time, 0, 1)).toList());
        for (int i = 0; i < 6; i++) {
            List<Long> all = new ArrayList<>(times);
            long from = all.get(random.nextInt(100)) + random.nextInt(2);
            long to = all.get(150 + random.nextInt(149)) + random.nextInt(2);
            List<String> expected = new ArrayList<>();
            for (int j = 1; j < all.size(); j++) {
                long step = all.get(j) - all.get(j - 1);
                if (step > 66 * Micros.SECOND && all.get(j) > from && all.get(j - 1) < to && !(all.get(j) == from)) {
                    expected.add("%s %s %d"
                            .formatted(
                                    Micros.toInstant(all.get(j - 1)),
                                    Micros.toInstant(all.get(j)),
                                    Math.round((double) step / (60 * Micros.SECOND)) - 1));
                }
            }
            assertThat(paged(
                            1 + random.nextInt(9),
                            "series=random",
                            "expected_interval=60s",
                            "start_time=" + Micros.toInstant(from),
                            "end_time=" + Micros.toInstant(to)))
                    .isEqualTo(expected);
        }
    }

    @Test
    void what_is_wrong_is_refused_by_name() {
        assertRefused("expected_interval", "expected_interval=soon");
        assertRefused("expected_interval", "expected_interval=1mo");
        assertRefused("tolerance", "tolerance=-1");
        assertRefused("tolerance", "tolerance=NaN");
        assertRefused("tolerance", "tolerance=x");
        assertRefused("interval", "interval=5m");
        assertRefused("limit", "limit=0");
        assertRefused("cursor", "cursor=x");
        assertRefused("start_time", "start_time=x");
    }

    private void assertRefused(String parameter, String asked) {
        HttpResponse<String> response = varve.get(Fixture.path("/api/timeseries/gaps", asked));
        assertThat(response.statusCode()).as(asked).isEqualTo(400);
        assertThat(RunningVarve.json(response).get("parameter").asString()).isEqualTo(parameter);
    }

    private List<String> paged(int size, String... parameters) {
        List<String> rows = new ArrayList<>();
        String cursor = null;
        do {
            List<String> page = new ArrayList<>(List.of(parameters));
            page.add("limit=" + size);
            if (cursor != null) {
                page.add("cursor=" + cursor);
            }
            JsonNode answer = gaps(page.toArray(String[]::new));
            answer.get("results")
                    .forEach(row -> rows.add("%s %s %s"
                            .formatted(
                                    row.get("start").asString(),
                                    row.get("end").asString(),
                                    row.get("missing_points"))));
            JsonNode next = answer.get("metadata").get("next");
            cursor = next.isNull() ? null : next.asString();
        } while (cursor != null);
        return rows;
    }

    private List<String> shown(String... parameters) {
        List<String> shown = new ArrayList<>();
        gaps(parameters)
                .get("results")
                .forEach(row -> shown.add("%s %s %s %s%s"
                        .formatted(
                                row.get("series").asString(),
                                row.get("start").asString().substring(11, 16),
                                row.get("end").asString().substring(11, 16),
                                row.get("missing_points"),
                                row.get("open").asBoolean() ? " open" : "")));
        return shown;
    }

    private JsonNode gaps(String... parameters) {
        HttpResponse<String> response = varve.get(Fixture.path("/api/timeseries/gaps", parameters));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return RunningVarve.json(response);
    }
}
