package io.varve.exactness;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.rollup.RefreshCycle;
import io.varve.support.NaiveRollup;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a public rollup system for PostgreSQL got wrong, each defect as a test that would fail on its behaviour. */
class RollupPriorArtIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Instant START = Instant.parse("2025-03-10T00:00:00Z");
    private static final String SERIES = "load";

    private final TestDatabase database = TestDatabase.create();
    private final NaiveRollup oracle = new NaiveRollup();
    private RunningVarve varve = RunningVarve.start(database, START);

    @AfterEach
    void close() {
        varve.close();
        database.close();
    }

    @Test
    void d1_a_refresh_in_the_middle_of_a_bucket_does_not_replace_its_other_half() {
        everyTenSeconds(Duration.ofHours(2), Duration.ofSeconds(97));

        JsonNode answer = check("300s", Duration.ofHours(2));
        assertThat(answer.get("metadata").get("segments").toString()).contains("\"5m\"");
    }

    @Test
    void d2_buckets_wider_than_a_step_hold_all_their_points() {
        everyTenSeconds(Duration.ofHours(5), Duration.ofMinutes(15));

        JsonNode answer = check("hour", Duration.ofHours(4));
        assertThat(answer.get("metadata").get("segments").toString()).contains("\"1h\"");
    }

    @Test
    void d3_late_points_are_rolled_up() {
        everyTenSeconds(Duration.ofHours(3), Duration.ofHours(3));
        post(List.of(point(Duration.ofMinutes(7), 1_000_000)));
        check("hour", Duration.ofHours(2));

        refresh(Duration.ofSeconds(10));
        JsonNode answer = check("hour", Duration.ofHours(2));
        assertThat(answer.get("results").get(0).get("values").get("max").asDouble())
                .isEqualTo(1_000_000);
        assertThat(pending()).isZero();
    }

    @Test
    void d4_empty_stretches_are_crossed_in_one_round_and_the_watermark_is_never_lost() {
        refresh(Duration.ofMinutes(1));
        assertThat(watermark()).as("with nothing stored").isEqualTo(START);

        post(List.of(point(Duration.ofMinutes(2), 1)));
        refresh(Duration.ofHours(3));
        post(List.of(point(Duration.ofHours(3).plusMinutes(2), 2)));
        refresh(Duration.ofMinutes(5));

        assertThat(watermark()).isEqualTo(START.plus(Duration.ofHours(3).plusMinutes(5)));
        check("min", Duration.ofHours(4));
    }

    @Test
    void d5_a_delay_longer_than_many_buckets_still_lets_the_rollup_go_forward() {
        varve.close();
        varve = RunningVarve.start(database, START, "varve.refresh.delay=3h");
        everyTenSeconds(Duration.ofHours(5), Duration.ofMinutes(30));

        assertThat(watermark()).isEqualTo(START.plus(Duration.ofHours(2)));
        check("hour", Duration.ofHours(5));
    }

    @Test
    void d7_series_without_tags_have_all_their_statistics() {
        everyTenSeconds(Duration.ofHours(2), Duration.ofHours(2));

        assertThat(check("hour", Duration.ofHours(1)).get("results").get(0).get("values"))
                .allSatisfy(value -> assertThat(value.isNumber()).isTrue());
    }

    @Test
    void d9_an_average_of_a_day_weighs_points_and_not_hours() {
        List<Map<String, Object>> points = new ArrayList<>();
        for (int i = 0; i < 99; i++) {
            points.add(point(Duration.ofSeconds(i), 0));
        }
        points.add(point(Duration.ofHours(5), 100));
        post(points);
        refresh(Duration.ofDays(2));

        JsonNode answer = check("day", Duration.ofDays(1));
        assertThat(answer.get("results").get(0).get("values").get("avg").asDouble())
                .isEqualTo(1.0);
        assertThat(answer.get("results").get(0).get("values").get("count").asLong())
                .isEqualTo(100);
        assertThat(answer.get("metadata").get("segments").toString()).contains("\"1d\"");
    }

    @Test
    void d10_integers_have_fractional_averages_and_large_ones_stay_exact() {
        post(List.of(point(Duration.ofSeconds(1), 0), point(Duration.ofSeconds(2), 1)));
        post(List.of(
                Map.of("series", "big", "time", START.toString(), "value", 9_007_199_254_740_991L),
                Map.of("series", "big", "time", START.plusSeconds(1).toString(), "value", -9_007_199_254_740_991L)));
        refresh(Duration.ofDays(2));

        assertThat(check("day", Duration.ofDays(1))
                        .get("results")
                        .get(0)
                        .get("values")
                        .get("avg")
                        .asDouble())
                .isEqualTo(0.5);
        JsonNode big = values("series=big");
        assertThat(big.get("max").asLong()).isEqualTo(9_007_199_254_740_991L);
        assertThat(big.get("min").asLong()).isEqualTo(-9_007_199_254_740_991L);
        assertThat(big.get("sum").asDouble()).isZero();
    }

    @Test
    void d18_series_that_lack_a_tag_are_a_group_of_their_own_and_stop_nothing() {
        post(List.of(
                Map.of("series", SERIES, "time", START.toString(), "value", 1, "tags", Map.of("host", "a")),
                Map.of("series", SERIES, "time", START.toString(), "value", 2)));
        refresh(Duration.ofDays(2));

        JsonNode answer = RunningVarve.json(varve.get("/api/timeseries?series=" + SERIES
                + "&interval=day&agg_func=sum&group_by=host&start_time=2025-03-10&end_time=2025-03-11"));
        assertThat(answer.get("results")).hasSize(2);
        assertThat(answer.get("results").findValuesAsString("value")).containsExactlyInAnyOrder("1.0", "2.0");
    }

    @Test
    void d19_names_are_data_whatever_they_contain_and_keep_their_case() {
        String hostile = "Temp\"; DROP TABLE raw.point; --'$$ %I";
        post(List.of(Map.of(
                "series",
                hostile,
                "time",
                START.toString(),
                "value",
                Map.of("a int); drop table raw.point; --", 3),
                "tags",
                Map.of("'; DROP SCHEMA raw CASCADE; --", "\\x"))));
        refresh(Duration.ofDays(2));

        JsonNode answer = RunningVarve.json(varve.get("/api/timeseries?interval=day&agg_func=sum&start_time=2025-03-10"
                + "&end_time=2025-03-11&series=" + URLEncoder.encode(hostile, StandardCharsets.UTF_8)));
        assertThat(answer.get("results").get(0).get("series").asString()).isEqualTo(hostile);
        assertThat(answer.get("results")
                        .get(0)
                        .get("value")
                        .get("a int); drop table raw.point; --")
                        .asDouble())
                .isEqualTo(3);
    }

    @Test
    void values_near_a_billion_with_a_spread_of_one_keep_their_variance_through_all_tiers() {
        List<Map<String, Object>> points = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            points.add(point(Duration.ofSeconds(80L * i), 1e9 + i % 3 - 1));
        }
        post(points);
        refresh(Duration.ofDays(2));

        JsonNode values = check("day", Duration.ofDays(1)).get("results").get(0).get("values");
        assertThat(values.get("variance").asDouble()).isBetween(0.66, 0.67);
    }

    private void everyTenSeconds(Duration length, Duration round) {
        List<Map<String, Object>> batch = new ArrayList<>();
        Duration next = round;
        for (Duration at = Duration.ZERO; at.compareTo(length) <= 0; at = at.plusSeconds(10)) {
            batch.add(point(at, at.toSeconds() % 1000));
            if (at.compareTo(next) >= 0) {
                post(batch);
                batch.clear();
                varve.clock().set(START.plus(at));
                refresh(Duration.ofSeconds(31));
                next = next.plus(round);
            }
        }
        if (!batch.isEmpty()) {
            post(batch);
        }
    }

    /** A point of {@link #SERIES}, told to the oracle as well. */
    private Map<String, Object> point(Duration at, double value) {
        Instant time = START.plus(at);
        oracle.put(SERIES, NaiveRollup.micros(time), 0, value);
        return Map.of("series", SERIES, "time", time.toString(), "value", value);
    }

    private void post(List<Map<String, Object>> points) {
        HttpResponse<String> response =
                varve.post("/api/points", "application/json", JSON.writeValueAsString(Map.of("points", points)));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    private void refresh(Duration later) {
        varve.clock().tick(later);
        varve.bean(RefreshCycle.class).run(varve.clock().instant());
    }

    private JsonNode check(String interval, Duration length) {
        long from = NaiveRollup.micros(START);
        long to = NaiveRollup.micros(START.plus(length));
        return new Answers(varve).check(SERIES, interval, from, to, oracle.rollup(interval, from, to, key -> true));
    }

    private JsonNode values(String filter) {
        return RunningVarve.json(varve.get("/api/timeseries?interval=day&agg_func=sum,min,max&start_time=2025-03-10"
                        + "&end_time=2025-03-11&" + filter))
                .get("results")
                .get(0)
                .get("values");
    }

    private Instant watermark() {
        return database.jdbc()
                .sql("SELECT position FROM rollup.watermark WHERE tier_id = 1")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    private long pending() {
        return database.jdbc()
                .sql("SELECT count(*) FROM rollup.invalidation")
                .query(Long.class)
                .single();
    }
}
