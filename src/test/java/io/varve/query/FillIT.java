package io.varve.query;

import static io.varve.query.Fixture.micros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.varve.catalog.ValueKind;
import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** {@code fill}: the worked examples, and what it goes with. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FillIT {

    private static final String[] TEMPERATURES = {
        "series=temp", "interval=1m", "start_time=2025-01-01T10:00:00Z", "end_time=2025-01-01T10:05:00Z"
    };

    private final RunningVarve varve;
    private final Fixture fixture;

    FillIT(TestDatabase database) {
        varve = RunningVarve.start(database, Instant.parse("2025-03-10T12:00:00Z"));
        fixture = new Fixture(varve, database);
    }

    @BeforeAll
    void points() {
        int temp = fixture.series("temp");
        fixture.point(temp, "2025-01-01T10:00:00Z", 20);
        fixture.point(temp, "2025-01-01T10:01:00Z", 21);
        fixture.point(temp, "2025-01-01T10:03:00Z", 23);
        fixture.point(temp, "2025-01-01T10:04:00Z", 24);
        int irregular = fixture.series("irregular");
        fixture.point(irregular, "2025-01-01T10:00:00Z", 20.5);
        fixture.point(irregular, "2025-01-01T10:00:03Z", 20.6);
        fixture.point(irregular, "2025-01-01T10:00:11Z", 20.8);
        fixture.point(irregular, "2025-01-01T10:01:05Z", 21.2);
        int wide = fixture.series("wide");
        fixture.point(wide, "2025-01-01T10:00:10Z", 10);
        fixture.point(wide, "2025-01-01T10:04:20Z", 50);
        int zoned = fixture.series("zoned");
        fixture.point(zoned, "2025-03-28T12:00:00Z", 0);
        fixture.point(zoned, "2025-03-31T12:00:00Z", 71);
        int months = fixture.series("months");
        fixture.point(months, "2024-01-10T00:00:00Z", 0);
        fixture.point(months, "2024-04-10T00:00:00Z", 91);
        for (String field : List.of("r", "g")) {
            int color = fixture.series("color", Map.of(), null, field, ValueKind.NUMBER);
            fixture.point(color, "2025-01-01T10:00:00Z", 1);
            fixture.point(color, "2025-01-01T10:03:00Z", 4);
            if (field.equals("r")) {
                fixture.point(color, "2025-01-01T10:01:00Z", 7);
            }
        }
        for (String host : List.of("a", "b")) {
            int cpu = fixture.series("cpu", Map.of("host", host), null, "value", ValueKind.NUMBER);
            fixture.point(cpu, host.equals("a") ? "2025-01-01T10:00:00Z" : "2025-01-01T10:02:00Z", 5);
        }
        int note = fixture.series("note", Map.of(), null, "value", ValueKind.TEXT);
        fixture.point(note, "2025-01-01T10:00:30Z", fixture.text("früh"));
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    @Test
    void gap1_forward_fill() {
        assertThat(values("fill=previous")).containsExactly("20.0", "21.0", "*21.0", "23.0", "24.0");
    }

    @Test
    void gap2_backward_fill() {
        assertThat(values("fill=next")).containsExactly("20.0", "21.0", "*23.0", "23.0", "24.0");
    }

    @Test
    void gap3_linear_interpolation_by_time() {
        assertThat(values("fill=linear")).containsExactly("20.0", "21.0", "*22.0", "23.0", "24.0");
        assertThat(values(fixture.ask(
                        "series=months",
                        "interval=month",
                        "fill=linear",
                        "start_time=2024-01-01",
                        "end_time=2024-05-01")))
                .as("31 and 29 days of 91")
                .containsExactly("0.0", "*31.0", "*60.0", "91.0");
    }

    @Test
    void days_of_a_zone_are_as_far_apart_as_they_are_long() {
        String[] days = {"series=zoned", "interval=day", "tz=Europe/Berlin", "fill=linear"};
        assertThat(valuesOf(ask(days, "start_time=2025-03-28", "end_time=2025-04-01")))
                .as("24, 24 and 23 hours")
                .containsExactly("0.0", "*24.0", "*48.0", "71.0");
        assertThat(valuesOf(ask(days, "start_time=2025-03-29", "end_time=2025-03-31")))
                .containsExactly("*24.0", "*48.0");
        assertThat(valuesOf(ask(days, "start_time=2025-03-29", "end_time=2025-03-30", "fill_limit=1")))
                .containsExactly("*24.0");
    }

    @Test
    void gap4_zero_fill() {
        assertThat(values("fill=zero")).containsExactly("20.0", "21.0", "*0.0", "23.0", "24.0");
        assertThat(values("fill=zero", "agg_func=sum")).containsExactly("20.0", "21.0", "*0.0", "23.0", "24.0");
    }

    @Test
    void explain_shows_every_statement_of_a_filled_answer() {
        JsonNode plain = fixture.explain(TEMPERATURES);
        assertThat(plain.get("further").isEmpty()).isTrue();
        String[] inside = {
            "series=wide", "interval=1m", "start_time=2025-01-01T10:02:00Z", "end_time=2025-01-01T10:03:00Z"
        };
        JsonNode filled = fixture.explain(ask(inside, "fill=linear"));
        assertThat(filled.get("further").size())
                .as("where the nearest points are on both sides, and their buckets")
                .isEqualTo(4);
        assertThat(filled.get("actual_rows").asLong()).isZero();
        filled.get("further").forEach(statement -> {
            assertThat(statement.get("actual_rows").asLong()).isEqualTo(1);
            assertThat(statement.get("plan").has("Execution Time")).isTrue();
            fixture.jdbc.sql(statement.get("sql").asString()).query().listOfRows();
        });
    }

    @Test
    void gap8_each_metric_type_says_how_and_only_who_asks_is_answered_so() {
        fillBy("temp", "linear");
        fillBy("wide", "Previous");
        String[] asked = {
            "series=temp,wide,irregular",
            "interval=1m",
            "start_time=2025-01-01T10:02:00Z",
            "end_time=2025-01-01T10:04:00Z"
        };
        for (int limit : List.of(1, 100)) {
            List<String> rows = new ArrayList<>();
            String cursor = null;
            do {
                JsonNode page = cursor == null
                        ? fixture.ask(ask(asked, "fill=default", "limit=" + limit))
                        : fixture.ask(ask(asked, "fill=default", "limit=" + limit, "cursor=" + cursor));
                assertThat(page.get("metadata").get("fill").asString()).isEqualTo("default");
                assertThat(page.get("metadata").get("fills").toString())
                        .isEqualTo("{\"irregular\":\"none\",\"temp\":\"linear\",\"wide\":\"previous\"}");
                page.get("results")
                        .forEach(row -> rows.add(row.get("bucket").asString().substring(11, 16) + " "
                                + row.get("series").asString() + " " + row.get("value") + row.has("filled")));
                JsonNode next = page.get("metadata").get("next");
                cursor = next.isNull() ? null : next.asString();
            } while (cursor != null);
            assertThat(rows)
                    .containsExactly(
                            "10:02 temp 22.0true",
                            "10:02 wide 10.0true",
                            "10:03 temp 23.0false",
                            "10:03 wide 10.0true");
        }
        assertThat(valuesOf(asked)).as("no silent default").containsExactly("23.0");
        assertThat(valuesOf(ask(asked, "fill=default", "fill_limit=1")))
                .containsExactly("*22.0", "null", "23.0", "null");
        assertThat(fixture.refused(400, "series=temp", "agg_func=at", "fill=default")
                        .get("parameter")
                        .asString())
                .isEqualTo("fill");
        fillBy("temp", "none");
        assertThat(fixture.ask(ask(asked, "fill=default"))
                        .get("metadata")
                        .get("fills")
                        .get("temp")
                        .asString())
                .isEqualTo("none");
    }

    private void fillBy(String series, String method) {
        HttpResponse<String> response = varve.send(HttpRequest.newBuilder(varve.uri("/api/metrictypes/" + series))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"fill\":\"%s\"}".formatted(method))));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    @Test
    void gap5_null_and_none_keep_the_gap() {
        assertThat(values("fill=null")).containsExactly("20.0", "21.0", "null", "23.0", "24.0");
        assertThat(values("fill=none")).containsExactly("20.0", "21.0", "23.0", "24.0");
        assertThat(values()).containsExactly("20.0", "21.0", "23.0", "24.0");
    }

    @Test
    void gap6_at_most_so_many_in_a_row_by_every_method() {
        String[] asked = {
            "series=wide",
            "interval=1m",
            "start_time=2025-01-01T10:00:00Z",
            "end_time=2025-01-01T10:05:00Z",
            "fill_limit=1"
        };
        assertThat(valuesOf(ask(asked, "fill=previous"))).containsExactly("10.0", "*10.0", "null", "null", "50.0");
        assertThat(valuesOf(ask(asked, "fill=next"))).containsExactly("10.0", "null", "null", "*50.0", "50.0");
        assertThat(valuesOf(ask(asked, "fill=linear"))).containsExactly("10.0", "*20.0", "null", "null", "50.0");
        assertThat(valuesOf(ask(asked, "fill=zero"))).containsExactly("10.0", "*0.0", "null", "null", "50.0");
        assertThat(valuesOf(ask(asked, "fill=null"))).containsExactly("10.0", "null", "null", "null", "50.0");
    }

    @Test
    void gap7_gap8_unknown_methods_are_refused_and_the_metadata_names_the_method() {
        assertThat(fixture.refused(400, ask("fill=cubic")).get("detail").asString())
                .contains("none, null, zero, previous, next, linear");
        assertThat(fixture.ask(ask("fill=linear", "fill_limit=3"))
                        .get("metadata")
                        .toString())
                .contains("\"fill\":\"linear\",\"fill_limit\":3");
        assertThat(fixture.ask(ask()).get("metadata").toString()).doesNotContain("fill");
    }

    @Test
    void gap10_a_grid_through_irregular_points_by_the_line_between_them() {
        JsonNode grid = fixture.ask(
                "series=irregular",
                "interval=10s",
                "agg_func=at",
                "fill=linear",
                "start_time=2025-01-01T10:00:00Z",
                "end_time=2025-01-01T10:01:10Z");
        List<Double> values = new ArrayList<>();
        grid.get("results").forEach(row -> values.add(row.get("value").asDouble()));
        assertThat(values).hasSize(7);
        assertThat(values.get(0)).isEqualTo(20.5);
        assertThat(values.get(1)).isCloseTo(20.775, within(1e-12));
        assertThat(values.get(6)).isCloseTo(21.16296, within(0.000005)).isCloseTo(20.8 + 0.4 * 49 / 54, within(1e-12));
        assertThat(values(fixture.ask(
                        "series=irregular",
                        "interval=10s",
                        "agg_func=at",
                        "fill=previous",
                        "start_time=2025-01-01T10:00:00Z",
                        "end_time=2025-01-01T10:01:10Z")))
                .containsExactly("20.5", "*20.6", "*20.8", "*20.8", "*20.8", "*20.8", "*20.8");
    }

    @Test
    void gap12_gap13_ranges_without_points_carry_in_from_both_sides() {
        String[] inside = {
            "series=wide", "interval=1m", "start_time=2025-01-01T10:01:00Z", "end_time=2025-01-01T10:03:00Z"
        };
        assertThat(valuesOf(ask(inside, "fill=previous"))).containsExactly("*10.0", "*10.0");
        assertThat(valuesOf(ask(inside, "fill=next"))).containsExactly("*50.0", "*50.0");
        assertThat(valuesOf(ask(inside, "fill=linear"))).containsExactly("*20.0", "*30.0");
        assertThat(valuesOf(ask(inside, "fill=null"))).containsExactly("null", "null");
        assertThat(fixture.rows(ask(inside, "fill=null", "agg_func=avg,count")))
                .contains("\"values\":{\"avg\":null,\"count\":0}");
        String[] leading = {
            "series=wide", "interval=1m", "start_time=2025-01-01T09:59:00Z", "end_time=2025-01-01T10:02:00Z"
        };
        assertThat(valuesOf(ask(leading, "fill=previous"))).containsExactly("null", "10.0", "*10.0");
        assertThat(valuesOf(ask(leading, "fill=next"))).containsExactly("*10.0", "10.0", "*50.0");
        assertThat(valuesOf(ask(leading, "fill=linear"))).containsExactly("null", "10.0", "*20.0");
    }

    /** GAP13: what lies before the page, but in the range, counts like on an answer in one piece. */
    @Test
    void the_limit_counts_from_before_the_range() {
        String[] late = {
            "series=wide", "interval=1m", "start_time=2025-01-01T10:02:00Z", "end_time=2025-01-01T10:04:00Z"
        };
        assertThat(valuesOf(ask(late, "fill=previous", "fill_limit=2"))).containsExactly("*10.0", "null");
        assertThat(valuesOf(ask(late, "fill=previous", "fill_limit=1"))).containsExactly("null", "null");
        assertThat(valuesOf(ask(late, "fill=next", "fill_limit=1"))).containsExactly("null", "*50.0");
        assertThat(valuesOf(ask(late, "fill=zero", "fill_limit=1"))).containsExactly("*0.0", "null");
    }

    @Test
    void an_edge_that_cuts_a_bucket_carries_in_from_the_other_part_of_it() {
        String[] cut = {"series=wide", "interval=1m", "start_time=2025-01-01T10:00:30Z", "end_time=2025-01-01T10:04:10Z"
        };
        assertThat(valuesOf(ask(cut, "fill=previous"))).containsExactly("*10.0", "*10.0", "*10.0", "*10.0", "*10.0");
        assertThat(valuesOf(ask(cut, "fill=next"))).containsExactly("*50.0", "*50.0", "*50.0", "*50.0", "*50.0");
        assertThat(valuesOf(ask(cut, "fill=linear"))).containsExactly("*10.0", "*20.0", "*30.0", "*40.0", "*50.0");
    }

    @Test
    void every_group_has_a_row_and_composites_say_which_fields_are_filled() {
        String[] three = {"interval=1m", "start_time=2025-01-01T10:00:00Z", "end_time=2025-01-01T10:03:00Z"};
        assertThat(fixture.results(ask(three, "series=cpu,missing.*", "group_by=host", "fill=previous")))
                .containsExactly(
                        "2025-01-01T10:00:00Z cpu 5.0",
                        "2025-01-01T10:00:00Z cpu null",
                        "2025-01-01T10:01:00Z cpu 5.0",
                        "2025-01-01T10:01:00Z cpu null",
                        "2025-01-01T10:02:00Z cpu 5.0",
                        "2025-01-01T10:02:00Z cpu 5.0");
        JsonNode rows = fixture.ask(ask(three, "series=color", "fill=linear")).get("results");
        assertThat(rows.get(1).get("value").toString()).isEqualTo("{\"g\":2.0,\"r\":7.0}");
        assertThat(rows.get(1).get("filled_fields").toString()).isEqualTo("[\"g\"]");
        assertThat(rows.get(2).get("value").toString()).isEqualTo("{\"g\":3.0,\"r\":5.5}");
        assertThat(rows.get(2).get("filled").asBoolean()).isTrue();
    }

    @Test
    void texts_are_carried_but_not_invented() {
        String[] two = {"interval=1m", "start_time=2025-01-01T10:00:00Z", "end_time=2025-01-01T10:02:00Z"};
        assertThat(fixture.results(ask(two, "series=note", "agg_func=last", "fill=previous")))
                .containsExactly("2025-01-01T10:00:00Z note \"früh\"", "2025-01-01T10:01:00Z note \"früh\"");
        assertThat(fixture.results(
                        "interval=1m",
                        "start_time=2025-01-01T10:05:00Z",
                        "end_time=2025-01-01T10:06:00Z",
                        "series=note",
                        "agg_func=last",
                        "fill=previous"))
                .as("from before the range")
                .containsExactly("2025-01-01T10:05:00Z note \"früh\"");
        assertThat(fixture.results(ask(two, "series=note", "agg_func=last", "fill=null")))
                .containsExactly("2025-01-01T10:00:00Z note \"früh\"", "2025-01-01T10:01:00Z note null");
        assertThat(fixture.refused(400, ask(two, "series=note", "agg_func=last", "fill=linear"))
                        .get("parameter")
                        .asString())
                .isEqualTo("fill");
        assertThat(fixture.ask(ask(two, "series=no*", "agg_func=last", "fill=zero"))
                        .get("metadata")
                        .get("warnings")
                        .toString())
                .contains("left out 'note'");
    }

    @Test
    void a_late_point_that_is_not_rolled_up_yet_is_carried_in_and_so_is_the_absence_of_a_deleted_one() {
        int late = fixture.series("late");
        fixture.watermark("1m", micros("2025-01-02T00:00:00Z"));
        try {
            fixture.point(late, "2025-01-01T08:00:20Z", 3);
            fixture.invalidate(1, late, micros("2025-01-01T08:00:00Z"), micros("2025-01-01T08:01:00Z"));
            // A bucket whose points are gone, as its entry says.
            fixture.jdbc
                    .sql(
                            "INSERT INTO bronze.rollup_1m VALUES (" + late
                                    + ", '2025-01-01T09:00:00Z', 1, 9, 0, 9, 9, '2025-01-01T09:00:00Z', 0, 9, '2025-01-01T09:00:00Z', 0, 9, now())")
                    .update();
            fixture.invalidate(1, late, micros("2025-01-01T09:00:00Z"), micros("2025-01-01T09:01:00Z"));
            assertThat(values(fixture.ask(
                            "series=late",
                            "interval=1m",
                            "fill=previous",
                            "start_time=2025-01-01T10:00:00Z",
                            "end_time=2025-01-01T10:02:00Z")))
                    .containsExactly("*3.0", "*3.0");
        } finally {
            fixture.watermark("1m", Long.MIN_VALUE);
        }
    }

    @Test
    void what_does_not_go_together_is_refused_by_name() {
        assertRefused("fill", "interval=raw", "fill=linear");
        assertRefused("fill", "interval=1m", "fill=");
        assertRefused("fill", "interval=1m", "fill=linear", "group_by=session_id");
        assertRefused("fill", "interval=1m", "agg_func=at");
        assertRefused("fill", "interval=1m", "agg_func=at", "fill=zero");
        assertRefused("group_by", "interval=1m", "agg_func=at", "fill=linear", "series=cpu");
        assertRefused("fill_limit", "interval=1m", "fill_limit=3");
        assertRefused("fill_limit", "interval=1m", "fill=none", "fill_limit=3");
        assertRefused("fill_limit", "interval=1m", "fill=linear", "fill_limit=0");
        assertRefused("fill_limit", "interval=1m", "fill=linear", "fill_limit=x");
        assertRefused("fill_limit", "interval=1m", "fill=linear", "fill_limit=10001");
        assertRefused("fill", "interval=1s", "fill=null", "start_time=2000-01-01", "end_time=2025-01-01");
    }

    private void assertRefused(String parameter, String... parameters) {
        assertThat(fixture.refused(400, parameters).get("parameter").asString()).isEqualTo(parameter);
    }

    private List<String> values(String... more) {
        return values(fixture.ask(ask(more)));
    }

    private static String[] ask(String... more) {
        return ask(TEMPERATURES, more);
    }

    private static String[] ask(String[] first, String... more) {
        String[] all = Arrays.copyOf(first, first.length + more.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return all;
    }

    private List<String> valuesOf(String[] parameters) {
        return values(fixture.ask(parameters));
    }

    /** With a star where it is filled. */
    private static List<String> values(JsonNode answer) {
        List<String> values = new ArrayList<>();
        answer.get("results").forEach(row -> values.add((row.has("filled") ? "*" : "") + row.get("value")));
        return values;
    }
}
