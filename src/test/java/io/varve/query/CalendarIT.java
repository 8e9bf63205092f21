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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Buckets that follow other clocks than those of UTC, as clients see them. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CalendarIT {

    private static final String NOW = "2025-12-01T00:00:00Z";

    private final RunningVarve varve;
    private final Fixture fixture;

    CalendarIT(TestDatabase database) {
        varve = RunningVarve.start(database, Instant.parse(NOW));
        fixture = new Fixture(varve, database);
    }

    /** A point at every half past, around the days on which Berlin's clocks change. */
    @BeforeAll
    void points() {
        int series = fixture.series("m");
        List<Point> points = new ArrayList<>();
        for (String day : List.of("2025-03-28", "2025-10-24")) {
            for (int hour = 0; hour < 96; hour++) {
                long time = micros(day + "T00:30:00Z") + hour * 3600 * Micros.SECOND;
                points.add(new Point(series, time, 0, hour));
            }
        }
        fixture.points(points);
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    /** MOD19: one point an hour, so that the count of a day is its hours. */
    @Test
    void mod19_days_of_Berlin_have_23_and_25_hours_when_clocks_change() {
        assertThat(days("Europe/Berlin", "2025-03-29", "2025-04-01"))
                .containsExactly("2025-03-28T23:00:00Z 24", "2025-03-29T23:00:00Z 23", "2025-03-30T22:00:00Z 24");
        assertThat(days("Europe/Berlin", "2025-10-25", "2025-10-28"))
                .containsExactly("2025-10-24T22:00:00Z 24", "2025-10-25T22:00:00Z 25", "2025-10-26T23:00:00Z 24");
    }

    @Test
    void a_date_is_midnight_in_the_zone_and_the_answer_names_it() {
        JsonNode metadata = fixture.ask(
                        "series=m", "interval=day", "tz=Europe/Berlin", "start_time=2025-03-29", "end_time=2025-03-31")
                .get("metadata");
        assertThat(metadata.get("start_time").asString()).isEqualTo("2025-03-28T23:00:00Z");
        assertThat(metadata.get("end_time").asString()).isEqualTo("2025-03-30T22:00:00Z");
        assertThat(metadata.get("tz").asString()).isEqualTo("Europe/Berlin");
        assertThat(fixture.ask("series=m", "interval=raw", "tz=+05:30", "start_time=2025-03-29T05:30")
                        .get("metadata")
                        .get("start_time")
                        .asString())
                .isEqualTo("2025-03-29T00:00:00Z");
    }

    @Test
    void each_zone_is_served_by_the_coarsest_tiers_that_nest_in_its_days() {
        for (String tier : List.of("1m", "5m", "1h", "1d", "1w", "1mo", "1y")) {
            fixture.watermark(tier, micros("2025-12-01T00:00:00Z"));
        }
        try {
            assertThat(resolutions("day", "UTC")).containsExactly("1d");
            assertThat(resolutions("day", "Africa/Abidjan")).containsExactly("1d");
            assertThat(resolutions("day", "Europe/London")).containsExactly("1d", "1h");
            assertThat(resolutions("day", "Europe/Berlin")).containsExactly("1h");
            assertThat(resolutions("day", "Asia/Kolkata")).containsExactly("5m", "1h");
            assertThat(resolutions("day", "Asia/Kathmandu")).containsExactly("5m", "1h");
            assertThat(resolutions("week", "Europe/Berlin")).containsExactly("1h", "1d");
            assertThat(resolutions("month", "Europe/Berlin")).containsExactly("1h", "1d");
            assertThat(resolutions("1h", "Europe/Berlin")).containsExactly("1h");
            assertThat(resolutions("15m", "Asia/Kathmandu")).containsExactly("5m");
        } finally {
            for (String tier : List.of("1m", "5m", "1h", "1d", "1w", "1mo", "1y")) {
                fixture.watermark(tier, Long.MIN_VALUE);
            }
        }
    }

    @Test
    void pages_of_local_days_put_together_are_the_whole() {
        for (String order : List.of("asc", "desc")) {
            List<String> whole = days("Europe/Berlin", "2025-03-01", "2025-11-30", "order=" + order);
            List<String> paged = new ArrayList<>();
            String cursor = null;
            do {
                List<String> parameters = parameters("Europe/Berlin", "2025-03-01", "2025-11-30");
                parameters.addAll(List.of("order=" + order, "limit=3"));
                if (cursor != null) {
                    parameters.add("cursor=" + cursor);
                }
                JsonNode answer = fixture.ask(parameters.toArray(String[]::new));
                paged.addAll(rows(answer));
                JsonNode next = answer.get("metadata").get("next");
                cursor = next.isNull() ? null : next.asString();
            } while (cursor != null);
            assertThat(paged).isEqualTo(whole).hasSizeGreaterThan(8);
        }
    }

    @Test
    void what_is_no_zone_is_refused() {
        for (String zone : List.of("Berlin", "europe/berlin", "UTC+2", "CEST", "+2", "", "+19:00")) {
            JsonNode problem = fixture.refused(400, "tz=" + zone);
            assertThat(problem.get("parameter").asString()).isEqualTo("tz");
            assertThat(problem.get("detail").asString()).contains("Europe/Berlin");
        }
        assertThat(fixture.refused(400, "tz=Europe/Berlin", "start_time=2025-03-30T02:30", "end_time=2025-04-01")
                        .get("detail")
                        .asString())
                .contains("does not exist in Europe/Berlin");
        assertThat(fixture.refused(
                                400,
                                "tz=Australia/Lord_Howe",
                                "interval=25m",
                                "start_time=1990-01-01",
                                "end_time=2025-01-01")
                        .get("parameter")
                        .asString())
                .isEqualTo("interval");
    }

    /** ROL2. */
    @Test
    void rol2_buckets_are_counted_from_an_origin() {
        assertThat(fixture.results(
                        "series=m",
                        "interval=90m",
                        "origin=2025-01-01T00:07",
                        "agg_func=count",
                        "start_time=2025-03-29T02:00",
                        "end_time=2025-03-29T06:00"))
                .containsExactly("2025-03-29T01:37:00Z m 1", "2025-03-29T03:07:00Z m 2", "2025-03-29T04:37:00Z m 1");
        assertThat(buckets("week", "origin=2025-01-05"))
                .containsExactly(
                        "2025-03-23T00:00:00Z", "2025-03-30T00:00:00Z", "2025-10-19T00:00:00Z", "2025-10-26T00:00:00Z");
        assertThat(buckets("year", "origin=2020-04-01", "tz=Europe/Berlin"))
                .containsExactly("2024-03-31T22:00:00Z", "2025-03-31T22:00:00Z");
        assertThat(buckets("month", "origin=1743292800000"))
                .containsExactly("2025-02-28T00:00:00Z", "2025-03-30T00:00:00Z", "2025-09-30T00:00:00Z");
    }

    @Test
    void what_is_no_origin_is_refused() {
        for (String origin : List.of("april", "now", "now-1d", "2025-02-30", "1899-01-01", "")) {
            assertThat(fixture.refused(400, "origin=" + origin).get("parameter").asString())
                    .as(origin)
                    .isEqualTo("origin");
        }
        assertThat(fixture.refused(400, "origin=2025-01-01", "interval=raw")
                        .get("parameter")
                        .asString())
                .isEqualTo("origin");
    }

    private List<String> buckets(String interval, String... more) {
        List<String> parameters = new ArrayList<>(List.of(
                "series=m", "interval=" + interval, "agg_func=count", "start_time=2025-01-01", "end_time=2025-12-01"));
        parameters.addAll(List.of(more));
        List<String> buckets = new ArrayList<>();
        fixture.ask(parameters.toArray(String[]::new))
                .get("results")
                .forEach(row -> buckets.add(row.get("bucket").asString()));
        return buckets;
    }

    private Set<String> resolutions(String interval, String zone) {
        Set<String> names = new LinkedHashSet<>();
        fixture.explain(
                        "series=m",
                        "interval=" + interval,
                        "tz=" + zone,
                        "start_time=2025-01-01",
                        "end_time=2025-12-01")
                .get("segments")
                .forEach(segment -> names.add(segment.get("resolution").asString()));
        return names;
    }

    private List<String> days(String zone, String from, String to, String... more) {
        List<String> parameters = parameters(zone, from, to);
        parameters.addAll(List.of(more));
        return rows(fixture.ask(parameters.toArray(String[]::new)));
    }

    private static List<String> parameters(String zone, String from, String to) {
        return new ArrayList<>(List.of(
                "series=m", "interval=day", "agg_func=count", "tz=" + zone, "start_time=" + from, "end_time=" + to));
    }

    private static List<String> rows(JsonNode answer) {
        List<String> rows = new ArrayList<>();
        answer.get("results").forEach(row -> rows.add(row.get("bucket").asString() + " " + row.get("value")));
        return rows;
    }
}
