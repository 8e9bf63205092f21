package io.varve.exactness;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.rollup.RefreshCycle;
import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Three centuries of edges: first and last times, years with and without a leap day, weeks 53, ends of years and months. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExtremeTimesIT {

    private static final String SERIES = "edges";
    private static final Instant FIRST = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("2199-12-31T23:59:59.999999Z");
    private static final Instant NOW = Instant.parse("2200-03-01T00:00:00Z");
    private static final List<String> INTERVALS =
            List.of("min", "300s", "hour", "day", "week", "month", "quarter", "year", "decade");

    /** Where buckets begin: each has points right before, at and right after it. */
    private static final List<String> EDGES = List.of(
            "1900-02-28",
            "1900-03-01",
            "1904-02-29",
            "1969-12-29",
            "1970-01-01",
            "1970-01-05",
            "1999-12-31",
            "2000-01-01",
            "2000-02-29",
            "2000-03-01",
            "2020-12-28",
            "2021-01-01",
            "2021-01-04",
            "2026-12-28",
            "2027-01-01",
            "2027-01-04",
            "2038-01-19",
            "2100-02-28",
            "2100-03-01",
            "2199-12-30",
            "2199-12-31");

    private final RunningVarve varve;
    private final PostgresRollup postgres;
    private final Answers answers;

    ExtremeTimesIT(TestDatabase database) {
        this.varve = RunningVarve.start(database, NOW);
        this.postgres = new PostgresRollup(database);
        this.answers = new Answers(varve);
    }

    @BeforeAll
    void points() {
        TreeSet<Instant> times = new TreeSet<>(List.of(FIRST, FIRST.plusNanos(1000), LAST.minusNanos(1000), LAST));
        EDGES.forEach(edge -> around(Instant.parse(edge + "T00:00:00Z"), times));
        for (YearMonth month = YearMonth.of(2023, 1);
                month.isBefore(YearMonth.of(2025, 2));
                month = month.plusMonths(1)) {
            around(month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC), times);
        }
        List<String> points = new ArrayList<>();
        SortedMap<Instant, Double> given = new TreeMap<>();
        for (Instant time : times) {
            double value = points.size() * 0.25 - 7;
            given.put(time, value);
            points.add(point(SERIES, time.toString(), value));
        }
        postgres.put(SERIES, given);
        assertThat(send(points).statusCode()).isEqualTo(200);
    }

    private static void around(Instant edge, TreeSet<Instant> times) {
        times.addAll(List.of(edge.minusNanos(1000), edge, edge.plusNanos(1000)));
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    @Test
    void buckets_are_postgresqls_in_every_year_before_and_after_the_refresh() {
        INTERVALS.forEach(this::check);
        varve.bean(RefreshCycle.class).run(NOW);
        TreeSet<String> resolutions = new TreeSet<>();
        for (String interval : INTERVALS) {
            check(interval)
                    .get("metadata")
                    .get("segments")
                    .forEach(
                            segment -> resolutions.add(segment.get("resolution").asString()));
        }
        assertThat(resolutions).contains("1m", "5m", "1h", "1d", "1w", "1mo", "1y");
    }

    private JsonNode check(String interval) {
        String asked = interval.replace("quarter", "3mo").replace("decade", "10y");
        JsonNode answer =
                answers.ask("series", SERIES, "interval", asked, "start_time", "1900-01-01", "end_time", "2200-01-01");
        postgres.check(SERIES, interval, answer);
        return answer;
    }

    @ParameterizedTest
    @CsvSource({
        "2020-12-28, 2021-01-04, 2020-12-28",
        "2026-12-28, 2027-01-04, 2026-12-28",
        "1970-01-01, 1970-01-05, 1969-12-29",
        "2199-12-31, 2200-01-01, 2199-12-30"
    })
    void a_week_53_and_the_weeks_at_the_ends_are_whole_weeks_from_monday(String from, String to, String week) {
        JsonNode results = answers.ask("series", SERIES, "interval", "week", "start_time", from, "end_time", to)
                .get("results");
        assertThat(results).hasSize(1);
        assertThat(results.get(0).get("bucket").asString()).isEqualTo(week + "T00:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({"100y, 1870-01-01, 2170-01-01", "300y, 1670-01-01, 1970-01-01", "7000d, 1893-05-08, 2199-12-30"})
    void buckets_wider_than_the_range_begin_before_it_and_can_be_paged_through(
            String interval, String first, String last) {
        List<String> buckets = new ArrayList<>();
        answers.ask("series", SERIES, "interval", interval, "start_time", "1900-01-01", "end_time", "2200-01-01")
                .get("results")
                .forEach(row -> buckets.add(row.get("bucket").asString()));
        for (String order : List.of("asc", "desc")) {
            List<String> paged = pages(interval, order);
            assertThat(paged).as(order).isEqualTo(order.equals("asc") ? buckets : reversed(buckets));
        }
        assertThat(buckets.get(0)).startsWith(first);
        assertThat(buckets.get(buckets.size() - 1)).startsWith(last);
    }

    private List<String> pages(String interval, String order) {
        String path =
                "/api/timeseries?series=edges&agg_func=count&start_time=1900-01-01&end_time=2200-01-01&limit=1&interval="
                        + interval + "&order=" + order;
        List<String> buckets = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = RunningVarve.json(varve.get(path + cursor));
            page.get("results").forEach(row -> buckets.add(row.get("bucket").asString()));
            JsonNode next = page.get("metadata").get("next");
            cursor = next == null || next.isNull() ? "" : "&cursor=" + encode(next.asString());
        } while (!cursor.isEmpty());
        return buckets;
    }

    private static List<String> reversed(List<String> list) {
        List<String> reversed = new ArrayList<>(list);
        Collections.reverse(reversed);
        return reversed;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1899-12-31T23:59:59.999999Z",
                "1900-01-01T00:00:00+00:01",
                "2200-01-01T00:00:00Z",
                "2199-12-31T23:59:59-00:01",
                "0001-01-01T00:00:00Z",
                "9999-12-31T23:59:59Z",
                "1900-02-29T00:00:00Z",
                "2100-02-29T00:00:00Z",
                "2023-02-29T00:00:00Z",
                "2024-02-30T00:00:00Z",
                "2024-04-31T00:00:00Z",
                "2024-13-01T00:00:00Z",
                "2016-12-31T23:59:60Z",
                "2024-01-01T24:00:00Z",
                "infinity",
                "-infinity",
                "294276-12-31T00:00:00Z"
            })
    void a_time_that_is_none_or_outside_is_refused_everywhere(String time) {
        String point = point("never", time, 1);
        refused(varve.post("/api/points", "application/json", "{\"points\":[" + point + "]}"));
        refused(varve.post("/api/points", "application/x-ndjson", point));
        refused(varve.post("/api/points", "text/csv", "series,time,value\nnever," + time + ",1\n"));
        refused(varve.post("/api/sessions", "application/json", "{\"data\":[" + point + "]}"));
        refused(varve.post("/api/sessions", "application/json", "{\"start_ts\":\"" + time + "\",\"data\":[]}"));
        refused(varve.get("/api/timeseries?series=edges&start_time=1900-01-01&end_time=" + end(time)));
        refused(varve.delete("/api/points?series=edges&start_time=" + end(time) + "&end_time=2200-01-01"));
        assertThat(varve.get("/api/timeseries?series=never").statusCode()).isEqualTo(404);
    }

    /** 2200-01-01 itself is the end of a range that reaches to the last time. */
    private static String end(String time) {
        return time.equals("2200-01-01T00:00:00Z") ? "2200-01-01T00:00:00.000001Z" : encode(time);
    }

    @ParameterizedTest
    @CsvSource({
        "1899-12-31T23:30:00-01:00, 1900-01-01T00:30:00Z",
        "2200-01-01T00:30:00+01:00, 2199-12-31T23:30:00Z",
        "2000-02-29T12:00:00.123456789Z, 2000-02-29T12:00:00.123456Z",
        "2199-12-31T23:59:59.9999999Z, 2199-12-31T23:59:59.999999Z"
    })
    void an_offset_counts_before_the_bounds_do_and_digits_beyond_microseconds_are_cut_off(String time, String stored) {
        String series = "kept " + time;
        assertThat(send(List.of(point(series, time, 1))).statusCode()).isEqualTo(200);
        JsonNode results = RunningVarve.json(varve.get("/api/timeseries?interval=raw&start_time=1900-01-01"
                        + "&end_time=2200-01-01&series=" + encode(series)))
                .get("results");
        assertThat(results.get(0).get("time").asString()).isEqualTo(stored);
    }

    private static void refused(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(response.body()).containsAnyOf("outside 1900-01-01 to 2200-01-01", "is not a time");
    }

    private HttpResponse<String> send(List<String> points) {
        return varve.post("/api/points", "application/json", "{\"points\":[" + String.join(",", points) + "]}");
    }

    private static String point(String series, String time, double value) {
        return "{\"series\":\"%s\",\"time\":\"%s\",\"value\":%s}".formatted(series, time, value);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
