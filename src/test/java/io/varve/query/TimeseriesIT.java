package io.varve.query;

import static io.varve.query.Fixture.micros;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.catalog.ValueKind;
import io.varve.query.Fixture.Point;
import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** The contract of GET /api/timeseries, answered from raw. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TimeseriesIT {

    private static final UUID ANNA = UUID.fromString("d38834e0-fe46-4bf9-831d-1d5b125bdc9b");
    private static final UUID BEN = UUID.fromString("0a8834e0-fe46-4bf9-831d-1d5b125bdc9b");
    private static final UUID SESSION = UUID.fromString("11111111-fe46-4bf9-831d-1d5b125bdc9b");

    private final RunningVarve varve;
    private final Fixture fixture;

    TimeseriesIT(TestDatabase database) {
        varve = RunningVarve.start(database, Instant.parse("2025-03-10T12:00:00Z"));
        fixture = new Fixture(varve, database);
    }

    @BeforeAll
    void points() {
        int score = fixture.series("session.score");
        fixture.point(score, "2025-03-04T00:00:00Z", 1);
        fixture.point(score, "2025-03-04T10:00:00Z", 4);
        fixture.point(score, "2025-03-05T00:00:00Z", 10);
        fixture.point(score, "2025-02-20T00:00:00Z", 1000);
        for (int i = 0; i < 3; i++) {
            String field = List.of("r", "g", "b").get(i);
            int color = fixture.series("session.urine.color", Map.of(), null, field, ValueKind.NUMBER);
            fixture.point(color, "2025-03-04T01:00:00Z", 100 + i + 0.25);
            fixture.point(color, "2025-03-04T02:00:00Z", 101 + i + 0.25);
        }
        cpu("a", "eu", ANNA, 1);
        cpu("a", "us", ANNA, 2);
        cpu("b", "eu", BEN, 4);
        int open = fixture.series("door.open", Map.of(), null, "value", ValueKind.BOOLEAN);
        fixture.point(open, "2025-03-04T00:00:00Z", 0);
        fixture.point(open, "2025-03-04T01:00:00Z", 1);
        int note = fixture.series("session.note", Map.of(), null, "value", ValueKind.TEXT);
        fixture.point(note, "2025-03-04T00:00:00Z", fixture.text("früh"));
        fixture.point(note, "2025-03-04T05:00:00Z", fixture.text("spät"));
        fixture.session(
                SESSION,
                77,
                List.of(
                        new Point(score, micros("2025-03-06T00:00:00Z"), 77, 50),
                        new Point(score, micros("2025-03-06T01:00:00Z"), 77, 52)));
    }

    private void cpu(String host, String region, UUID user, double value) {
        int cpu = fixture.series("cpu", Map.of("host", host, "region", region), user, "value", ValueKind.NUMBER);
        fixture.point(cpu, "2025-03-07T00:00:00Z", value);
        fixture.point(cpu, "2025-03-07T00:30:00Z", value * 10);
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    /** QRY11, QRY13, QRY14, F2: without parameters, the weeks of the last seven days. */
    @Test
    void everything_has_a_default() {
        JsonNode answer = fixture.ask("series=session.score");
        assertThat(answer.get("metadata").toString())
                .isEqualTo("{\"count\":1,\"interval\":\"week\",\"agg_func\":\"avg\","
                        + "\"start_time\":\"2025-03-03T12:00:00Z\",\"end_time\":\"2025-03-10T12:00:00Z\",\"tz\":\"UTC\","
                        + "\"segments\":[{\"from\":\"2025-03-03T12:00:00Z\",\"to\":\"2025-03-10T12:00:00Z\","
                        + "\"resolution\":\"raw\"}],\"exact\":true,\"next\":null}");
        assertThat(answer.get("results").toString())
                .isEqualTo("[{\"bucket\":\"2025-03-03T00:00:00Z\",\"series\":\"session.score\",\"value\":23.4}]");
    }

    /** F2: prior art ignored end_time when start_time was missing. */
    @Test
    void f2_the_start_defaults_to_seven_days_before_the_end() {
        JsonNode answer = fixture.ask("series=session.score", "end_time=2025-02-21", "interval=day");
        assertThat(answer.get("metadata").get("start_time").asString()).isEqualTo("2025-02-14T00:00:00Z");
        assertThat(answer.get("results").get(0).get("value").asDouble()).isEqualTo(1000);
    }

    /** QRY18, F12: a date is midnight in UTC, and a point exactly there counts; one at the end does not. */
    @Test
    void f12_a_date_is_midnight_utc_and_ranges_are_half_open() {
        assertThat(results(
                        "series=session.score",
                        "start_time=2025-03-04",
                        "end_time=2025-03-05",
                        "agg_func=count",
                        "interval=day"))
                .containsExactly("2025-03-04T00:00:00Z session.score 2");
        assertThat(results(
                        "series=session.score",
                        "start_time=2025-03-04T00:00:00.000001Z",
                        "end_time=2025-03-05T00:00:00.000001Z",
                        "agg_func=count",
                        "interval=day"))
                .containsExactly("2025-03-04T00:00:00Z session.score 1", "2025-03-05T00:00:00Z session.score 1");
    }

    /** AGG1-AGG6, AGG17, F13: every function, in any case, several at once. */
    @Test
    void all_functions_at_once() {
        JsonNode values = fixture.ask(
                        "series=session.score",
                        "start_time=2025-03-04",
                        "end_time=2025-03-06",
                        "agg_func=COUNT,Sum,min,max,AVG,first,last,stddev,variance")
                .get("results")
                .get(0)
                .get("values");
        assertThat(values.toString())
                .isEqualTo("{\"count\":3,\"sum\":15.0,\"min\":1.0,\"max\":10.0,\"avg\":5.0,\"first\":1.0,\"last\":10.0,"
                        + "\"stddev\":4.58257569495584,\"variance\":21.0}");
    }

    @Test
    void the_spread_of_a_single_point_is_not_defined() {
        assertThat(results("series=session.score", "start_time=2025-03-05", "end_time=2025-03-06", "agg_func=stddev"))
                .containsExactly("2025-03-03T00:00:00Z session.score null");
    }

    /** AGG16, F10, F11: composites nest by field, nothing is rounded. */
    @Test
    void composites_nest_and_keep_full_precision() {
        assertThat(results("series=session.urine.color", "interval=day"))
                .containsExactly("2025-03-04T00:00:00Z session.urine.color {\"b\":102.75,\"g\":101.75,\"r\":100.75}");
        assertThat(results("series=session.urine.color", "interval=day", "agg_func=count"))
                .containsExactly("2025-03-04T00:00:00Z session.urine.color {\"b\":2,\"g\":2,\"r\":2}");
        assertThat(fixture.ask("series=session.urine.color", "agg_func=min,max")
                        .get("results")
                        .get(0)
                        .get("values")
                        .toString())
                .isEqualTo(
                        "{\"min\":{\"b\":102.25,\"g\":101.25,\"r\":100.25},\"max\":{\"b\":103.25,\"g\":102.25,\"r\":101.25}}");
    }

    /** QRY12, F4: lists, globs and real regular expressions, anchored. */
    @Test
    void series_are_named_by_list_glob_or_regex() {
        assertThat(names("series=session.score,cpu")).containsExactly("cpu", "session.score");
        assertThat(names("series=session.*", "agg_func=count"))
                .containsExactly("session.note", "session.score", "session.urine.color");
        assertThat(names("series=^session\\.(score|urine\\..+)$"))
                .containsExactly("session.score", "session.urine.color");
        assertThat(names("series=urine.*")).isEmpty();
        assertThat(names("series=^nothing.*$")).isEmpty();
    }

    @Test
    void an_exact_name_that_does_not_exist_is_a_404_and_not_an_empty_answer() {
        JsonNode problem = fixture.refused(404, "series=session.score,sesion.score");
        assertThat(problem.get("detail").asString()).contains("'sesion.score'");
        assertThat(problem.get("series").toString()).isEqualTo("[\"sesion.score\"]");
    }

    @Test
    void a_metric_type_without_points_is_empty() {
        fixture.jdbc
                .sql("INSERT INTO catalog.metric_type (name, created_at, updated_at) VALUES ('empty', now(), now())")
                .update();
        assertThat(fixture.ask("series=empty").get("metadata").get("count").asInt())
                .isZero();
    }

    /** QRY1, QRY15, ROL14: filters are ANDed; groups by tags, by user, by physical series. */
    @Test
    void filters_and_groups() {
        assertThat(results("series=cpu", "tags=host:a,region:eu", "interval=day"))
                .containsExactly("2025-03-07T00:00:00Z cpu 5.5");
        assertThat(results("series=cpu", "tags=host:a", "user_id=" + BEN)).isEmpty();
        assertThat(results("series=cpu", "user_id=" + ANNA, "agg_func=sum", "interval=day"))
                .containsExactly("2025-03-07T00:00:00Z cpu 33.0");
        assertThat(rows("series=cpu", "group_by=host", "agg_func=sum", "interval=day"))
                .isEqualTo(
                        "[{\"bucket\":\"2025-03-07T00:00:00Z\",\"series\":\"cpu\",\"tags\":{\"host\":\"a\"},\"value\":33.0},"
                                + "{\"bucket\":\"2025-03-07T00:00:00Z\",\"series\":\"cpu\",\"tags\":{\"host\":\"b\"},\"value\":44.0}]");
        assertThat(rows("series=cpu", "group_by=user_id", "agg_func=sum", "interval=day"))
                .isEqualTo("[{\"bucket\":\"2025-03-07T00:00:00Z\",\"series\":\"cpu\",\"user_id\":\"" + BEN
                        + "\",\"value\":44.0},{\"bucket\":\"2025-03-07T00:00:00Z\",\"series\":\"cpu\",\"user_id\":\""
                        + ANNA + "\",\"value\":33.0}]");
        assertThat(fixture.ask("series=cpu", "group_by=series", "interval=day").get("results"))
                .hasSize(3)
                .allSatisfy(row -> assertThat(row.propertyNames())
                        .containsExactly("bucket", "series", "tags", "user_id", "value"));
        assertThat(rows("series=session.score", "group_by=host", "interval=year", "agg_func=count"))
                .contains("\"tags\":{\"host\":null}");
    }

    /** F1: a session can be found again. */
    @Test
    void a_session_is_a_filter_and_a_group() {
        assertThat(results("session_id=" + SESSION, "interval=day"))
                .containsExactly("2025-03-06T00:00:00Z session.score 51.0");
        assertThat(results("session_id=" + ANNA)).isEmpty();
        assertThat(rows("series=session.score", "group_by=session_id", "agg_func=count"))
                .isEqualTo(
                        "[{\"bucket\":\"2025-03-03T00:00:00Z\",\"series\":\"session.score\",\"session_id\":null,\"value\":3},"
                                + "{\"bucket\":\"2025-03-03T00:00:00Z\",\"series\":\"session.score\",\"session_id\":\""
                                + SESSION
                                + "\",\"value\":2}]");
    }

    @Test
    void booleans_are_themselves_where_that_makes_sense_and_numbers_elsewhere() {
        assertThat(fixture.ask("series=door.open", "agg_func=first,last,avg,count")
                        .get("results")
                        .get(0)
                        .get("values")
                        .toString())
                .isEqualTo("{\"first\":false,\"last\":true,\"avg\":0.5,\"count\":2}");
    }

    /** F10, F19: texts are counted and have a first and a last; they never break a query about numbers. */
    @Test
    void texts_are_decoded_refused_or_left_out() {
        assertThat(fixture.ask("series=session.note", "agg_func=first,last,count")
                        .get("results")
                        .get(0)
                        .get("values")
                        .toString())
                .isEqualTo("{\"first\":\"früh\",\"last\":\"spät\",\"count\":2}");
        assertThat(fixture.refused(400, "series=session.note", "agg_func=avg")
                        .get("parameter")
                        .asString())
                .isEqualTo("agg_func");
        JsonNode answer = fixture.ask("series=session.*", "agg_func=avg");
        assertThat(answer.get("metadata").get("warnings").get(0).asString()).contains("'session.note'");
        assertThat(answer.get("results")).hasSize(2);
    }

    /** QRY2, QRY10: raw points, each with what it has. */
    @Test
    void raw_points_are_listed_in_order_with_all_they_have() {
        fixture.jdbc
                .sql("INSERT INTO raw.point_metadata SELECT series_id, time, source, '{\"device\": {\"id\": 1.50}}'"
                        + " FROM raw.point WHERE source = 77 AND value = 52")
                .update();
        assertThat(rows("series=session.score", "interval=raw", "start_time=2025-03-05"))
                .isEqualTo(
                        "[{\"time\":\"2025-03-05T00:00:00Z\",\"series\":\"session.score\",\"tags\":{},\"value\":10.0},"
                                + "{\"time\":\"2025-03-06T00:00:00Z\",\"series\":\"session.score\",\"tags\":{},\"session_id\":\""
                                + SESSION + "\",\"value\":50.0},"
                                + "{\"time\":\"2025-03-06T01:00:00Z\",\"series\":\"session.score\",\"tags\":{},\"session_id\":\""
                                + SESSION + "\",\"value\":52.0,\"metadata\":{\"device\":{\"id\":1.5}}}]");
        assertThat(rows("series=session.urine.color", "interval=raw", "limit=1"))
                .isEqualTo("[{\"time\":\"2025-03-04T01:00:00Z\",\"series\":\"session.urine.color\",\"tags\":{},"
                        + "\"value\":{\"b\":102.25,\"g\":101.25,\"r\":100.25}}]");
        assertThat(rows("series=session.note", "interval=raw", "order=desc", "limit=1"))
                .contains("\"value\":\"spät\"");
        assertThat(rows("series=cpu", "interval=raw", "tags=host:b", "limit=1"))
                .isEqualTo(
                        "[{\"time\":\"2025-03-07T00:00:00Z\",\"series\":\"cpu\",\"tags\":{\"host\":\"b\",\"region\":\"eu\"},"
                                + "\"user_id\":\"" + BEN + "\",\"value\":4.0}]");
    }

    /** QRY4: the default thresholds of auto. */
    @Test
    void auto_picks_by_the_length_of_the_range() {
        assertThat(auto("now-1h")).isEqualTo("1m");
        assertThat(auto("now-61m")).isEqualTo("5m");
        assertThat(auto("now-1d")).isEqualTo("5m");
        assertThat(auto("now-7d")).isEqualTo("1h");
        assertThat(auto("now-8d")).isEqualTo("1d");
    }

    private String auto(String start) {
        return fixture.ask("series=cpu", "interval=auto", "start_time=" + start)
                .get("metadata")
                .get("interval")
                .asString();
    }

    /** QRY16, F3: nothing wrong is ignored or answered with a 500. */
    @Test
    void bad_parameters_are_named_with_what_is_accepted() {
        assertRefused("user_id=x", "user_id", "UUID");
        assertRefused("session_id=x", "session_id", "UUID");
        assertRefused("interval=fortnight", "interval", "90s 15m 6h 2d 1w 3mo 1y");
        assertRefused("interval=1ms", "interval", "90s 15m 6h 2d 1w 3mo 1y");
        assertRefused("start_time=garbage", "start_time", "2025-01-31T12:00:00Z");
        assertRefused("start_time=2025-02-30", "start_time", "2025-02-30");
        assertRefused("start_time=2026-01-01", "start_time", "half-open");
        assertRefused("end_time=1800-01-01", "end_time", "1900");
        assertRefused("agg_func=median", "agg_func", "count, sum, min, max, avg");
        assertRefused("agg_func=avg,", "agg_func", "count, sum, min, max, avg");
        assertRefused("group_by=a,,b", "group_by", "names of tags");
        assertRefused("order=up", "order", "asc or desc");
        assertRefused("limit=0", "limit", "1 to 100000");
        assertRefused("limit=100001", "limit", "1 to 100000");
        assertRefused("cursor=abc", "cursor", "metadata.next");
        assertRefused("series=^(", "series", "series");
        assertRefused("series=,", "series", "series");
        assertRefused("tags=host", "tags", "host:a");
        assertRefused("fill=null", "fill", "group_by");
        assertThat(fixture.refused(400, "interval=raw", "agg_func=avg")
                        .get("parameter")
                        .asString())
                .isEqualTo("agg_func");
        assertThat(fixture.refused(400, "interval=raw", "group_by=host")
                        .get("parameter")
                        .asString())
                .isEqualTo("group_by");
    }

    private void assertRefused(String parameter, String name, String accepted) {
        JsonNode problem = fixture.refused(400, parameter);
        assertThat(problem.get("parameter").asString()).isEqualTo(name);
        assertThat(problem.get("detail").asString()).contains(accepted);
    }

    /** QRY32: the plan, the statement, and rows expected and found. */
    @Test
    void explain_shows_plan_statement_and_rows() {
        JsonNode explained = fixture.explain("series=cpu", "group_by=host", "interval=day");
        assertThat(explained.get("segments").get(0).get("resolution").asString())
                .isEqualTo("raw");
        assertThat(explained.get("tiers")).hasSize(7);
        assertThat(explained.get("actual_rows").asInt()).isEqualTo(2);
        assertThat(explained.get("estimated_rows").isNumber()).isTrue();
        assertThat(explained.get("plan").get("Plan").get("Node Type").isString())
                .isTrue();
        String sql = explained.get("sql").asString();
        assertThat(fixture.jdbc.sql(sql).query().listOfRows()).hasSize(2);
        assertThat(fixture.explain("series=nothing.*").get("sql").isNull()).isTrue();
    }

    /** QRY17, F5: pages put together are the whole, in both directions, for buckets and for points. */
    @Test
    void f5_pages_put_together_are_the_whole() {
        for (String order : List.of("order=asc", "order=desc")) {
            for (String size : List.of("limit=1", "limit=2", "limit=3", "limit=7")) {
                assertPaged(
                        size, order, "interval=15m", "group_by=series", "agg_func=count,last", "start_time=2025-01-01");
                assertPaged(size, order, "interval=raw", "start_time=2025-01-01");
                assertPaged(
                        size, order, "interval=week", "group_by=session_id", "agg_func=count", "start_time=2025-01-01");
            }
        }
    }

    private void assertPaged(String size, String... parameters) {
        JsonNode whole = fixture.ask(parameters).get("results");
        StringBuilder pages = new StringBuilder();
        String cursor = null;
        do {
            String[] page = java.util.Arrays.copyOf(parameters, parameters.length + (cursor == null ? 1 : 2));
            page[parameters.length] = size;
            if (cursor != null) {
                page[parameters.length + 1] = "cursor=" + cursor;
            }
            JsonNode answer = fixture.ask(page);
            answer.get("results").forEach(row -> pages.append(row).append('\n'));
            JsonNode next = answer.get("metadata").get("next");
            cursor = next.isNull() ? null : next.asString();
            // Pages stay those of the first request, also when time goes on.
            varve.clock().tick(java.time.Duration.ofMinutes(7));
        } while (cursor != null);
        StringBuilder all = new StringBuilder();
        whole.forEach(row -> all.append(row).append('\n'));
        assertThat(pages.toString()).isEqualTo(all.toString());
        varve.clock().set(Instant.parse("2025-03-10T12:00:00Z"));
    }

    @Test
    void a_cursor_goes_with_its_own_parameters_only() {
        String next = fixture.ask("interval=raw", "limit=1")
                .get("metadata")
                .get("next")
                .asString();
        assertThat(fixture.refused(400, "interval=raw", "limit=1", "order=desc", "cursor=" + next)
                        .get("parameter")
                        .asString())
                .isEqualTo("cursor");
    }

    private List<String> names(String... parameters) {
        List<String> names = new java.util.ArrayList<>();
        fixture.ask(parameters)
                .get("results")
                .forEach(row -> names.add(row.get("series").asString()));
        return names;
    }

    private List<String> results(String... parameters) {
        List<String> results = new java.util.ArrayList<>();
        fixture.ask(parameters)
                .get("results")
                .forEach(row -> results.add(
                        row.get("bucket").asString() + " " + row.get("series").asString() + " " + row.get("value")));
        return results;
    }

    private String rows(String... parameters) {
        return fixture.ask(parameters).get("results").toString();
    }
}
