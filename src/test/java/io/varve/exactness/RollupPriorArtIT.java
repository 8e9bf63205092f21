package io.varve.exactness;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.RunningVarve;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a public rollup system for PostgreSQL got wrong, each defect as a test that would fail on its behaviour. */
class RollupPriorArtIT {

    private final Rounds rounds = new Rounds();

    @AfterEach
    void close() {
        rounds.close();
    }

    @Test
    void d1_a_refresh_in_the_middle_of_a_bucket_does_not_replace_its_other_half() {
        rounds.everyTenSeconds(Duration.ofHours(2), Duration.ofSeconds(97));

        JsonNode answer = rounds.check("300s", Duration.ofHours(2));
        assertThat(answer.get("metadata").get("segments").toString()).contains("\"5m\"");
    }

    @Test
    void d2_buckets_wider_than_a_step_hold_all_their_points() {
        rounds.everyTenSeconds(Duration.ofHours(5), Duration.ofMinutes(15));

        JsonNode answer = rounds.check("hour", Duration.ofHours(4));
        assertThat(answer.get("metadata").get("segments").toString()).contains("\"1h\"");
    }

    @Test
    void d3_late_points_are_rolled_up() {
        rounds.everyTenSeconds(Duration.ofHours(3), Duration.ofHours(3));
        rounds.post(List.of(rounds.point(Duration.ofMinutes(7), 1_000_000)));
        rounds.check("hour", Duration.ofHours(2));

        rounds.refresh(Duration.ofSeconds(10));
        JsonNode answer = rounds.check("hour", Duration.ofHours(2));
        assertThat(answer.get("results").get(0).get("values").get("max").asDouble())
                .isEqualTo(1_000_000);
        assertThat(rounds.pending()).isZero();
    }

    @Test
    void d4_empty_stretches_are_crossed_in_one_round_and_the_watermark_is_never_lost() {
        rounds.refresh(Duration.ofMinutes(1));
        assertThat(rounds.watermark()).as("with nothing stored").isEqualTo(Rounds.START);

        rounds.post(List.of(rounds.point(Duration.ofMinutes(2), 1)));
        rounds.refresh(Duration.ofHours(3));
        rounds.post(List.of(rounds.point(Duration.ofHours(3).plusMinutes(2), 2)));
        rounds.refresh(Duration.ofMinutes(5));

        assertThat(rounds.watermark())
                .isEqualTo(Rounds.START.plus(Duration.ofHours(3).plusMinutes(5)));
        rounds.check("min", Duration.ofHours(4));
    }

    @Test
    void d5_a_delay_longer_than_many_buckets_still_lets_the_rollup_go_forward() {
        rounds.restart("varve.refresh.delay=3h");
        rounds.everyTenSeconds(Duration.ofHours(5), Duration.ofMinutes(30));

        assertThat(rounds.watermark()).isEqualTo(Rounds.START.plus(Duration.ofHours(2)));
        rounds.check("hour", Duration.ofHours(5));
    }

    @Test
    void d7_series_without_tags_have_all_their_statistics() {
        rounds.everyTenSeconds(Duration.ofHours(2), Duration.ofHours(2));

        assertThat(rounds.check("hour", Duration.ofHours(1))
                        .get("results")
                        .get(0)
                        .get("values"))
                .allSatisfy(value -> assertThat(value.isNumber()).isTrue());
    }

    @Test
    void d8_series_of_other_tags_refreshed_in_one_round_keep_theirs() {
        List<Map<String, Object>> points = new ArrayList<>();
        Map<String, Map<String, String>> tags =
                Map.of("one", Map.of("host", "a"), "two", Map.of("region", "eu", "rack", "7"), "three", Map.of());
        tags.forEach((series, its) ->
                points.add(Map.of("series", series, "time", Rounds.START.toString(), "value", 1, "tags", its)));
        rounds.post(points);
        rounds.refresh(Duration.ofDays(2));

        tags.forEach((series, its) -> {
            JsonNode answer = RunningVarve.json(rounds.varve()
                    .get("/api/timeseries?interval=day&agg_func=count&group_by=series&start_time=2025-03-10&series="
                            + series));
            assertThat(answer.get("metadata").get("segments").toString()).contains("\"1d\"");
            assertThat(answer.get("results")).hasSize(1);
            assertThat(answer.get("results").get(0).get("tags").properties())
                    .as(series)
                    .allSatisfy(tag -> assertThat(its)
                            .containsEntry(tag.getKey(), tag.getValue().asString()))
                    .hasSameSizeAs(its.keySet());
        });
    }

    @Test
    void d9_an_average_of_a_day_weighs_points_and_not_hours() {
        List<Map<String, Object>> points = new ArrayList<>();
        for (int i = 0; i < 99; i++) {
            points.add(rounds.point(Duration.ofSeconds(i), 0));
        }
        points.add(rounds.point(Duration.ofHours(5), 100));
        rounds.post(points);
        rounds.refresh(Duration.ofDays(2));

        JsonNode answer = rounds.check("day", Duration.ofDays(1));
        assertThat(answer.get("results").get(0).get("values").get("avg").asDouble())
                .isEqualTo(1.0);
        assertThat(answer.get("results").get(0).get("values").get("count").asLong())
                .isEqualTo(100);
        assertThat(answer.get("metadata").get("segments").toString()).contains("\"1d\"");
    }

    @Test
    void d10_integers_have_fractional_averages_and_large_ones_stay_exact() {
        rounds.post(List.of(rounds.point(Duration.ofSeconds(1), 0), rounds.point(Duration.ofSeconds(2), 1)));
        rounds.post(List.of(
                Map.of("series", "big", "time", Rounds.START.toString(), "value", 9_007_199_254_740_991L),
                Map.of(
                        "series",
                        "big",
                        "time",
                        Rounds.START.plusSeconds(1).toString(),
                        "value",
                        -9_007_199_254_740_991L)));
        rounds.refresh(Duration.ofDays(2));

        assertThat(rounds.check("day", Duration.ofDays(1))
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
        rounds.post(List.of(
                Map.of(
                        "series",
                        Rounds.SERIES,
                        "time",
                        Rounds.START.toString(),
                        "value",
                        1,
                        "tags",
                        Map.of("host", "a")),
                Map.of("series", Rounds.SERIES, "time", Rounds.START.toString(), "value", 2)));
        rounds.refresh(Duration.ofDays(2));

        JsonNode answer = RunningVarve.json(rounds.varve()
                .get("/api/timeseries?series=" + Rounds.SERIES
                        + "&interval=day&agg_func=sum&group_by=host&start_time=2025-03-10&end_time=2025-03-11"));
        assertThat(answer.get("results")).hasSize(2);
        assertThat(answer.get("results").findValuesAsString("value")).containsExactlyInAnyOrder("1.0", "2.0");
    }

    @Test
    void d19_names_are_data_whatever_they_contain_and_keep_their_case() {
        String hostile = "Temp\"; DROP TABLE raw.point; --'$$ %I";
        rounds.post(List.of(Map.of(
                "series",
                hostile,
                "time",
                Rounds.START.toString(),
                "value",
                Map.of("a int); drop table raw.point; --", 3),
                "tags",
                Map.of("'; DROP SCHEMA raw CASCADE; --", "\\x"))));
        rounds.refresh(Duration.ofDays(2));

        JsonNode answer = RunningVarve.json(rounds.varve()
                .get("/api/timeseries?interval=day&agg_func=sum&start_time=2025-03-10" + "&end_time=2025-03-11&series="
                        + URLEncoder.encode(hostile, StandardCharsets.UTF_8)));
        assertThat(answer.get("results").get(0).get("series").asString()).isEqualTo(hostile);
        assertThat(answer.get("results")
                        .get(0)
                        .get("value")
                        .get("a int); drop table raw.point; --")
                        .asDouble())
                .isEqualTo(3);
    }

    @Test
    void d23_a_year_of_history_is_rolled_up_in_one_round() {
        List<Map<String, Object>> points = new ArrayList<>();
        for (int hour = 0; hour < 365 * 24; hour++) {
            points.add(rounds.point(Duration.ofHours(hour), hour % 1000));
        }
        rounds.post(points);
        rounds.refresh(Duration.ofDays(366));

        assertThat(rounds.watermark(4)).isEqualTo(Rounds.START.plus(Duration.ofDays(365)));
        rounds.check("day", Duration.ofDays(365));
        rounds.check("month", Duration.ofDays(365));
    }

    @Test
    void values_near_a_billion_with_a_spread_of_one_keep_their_variance_through_all_tiers() {
        List<Map<String, Object>> points = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            points.add(rounds.point(Duration.ofSeconds(80L * i), 1e9 + i % 3 - 1));
        }
        rounds.post(points);
        rounds.refresh(Duration.ofDays(2));

        JsonNode values =
                rounds.check("day", Duration.ofDays(1)).get("results").get(0).get("values");
        assertThat(values.get("variance").asDouble()).isBetween(0.66, 0.67);
    }

    private JsonNode values(String filter) {
        return RunningVarve.json(rounds.varve()
                        .get("/api/timeseries?interval=day&agg_func=sum,min,max&start_time=2025-03-10"
                                + "&end_time=2025-03-11&" + filter))
                .get("results")
                .get(0)
                .get("values");
    }
}
