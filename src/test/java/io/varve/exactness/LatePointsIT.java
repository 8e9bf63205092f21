package io.varve.exactness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** What points that come late, early or at odd times do to rollups elsewhere (docs/known-failures.md, A). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LatePointsIT {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Rounds rounds = new Rounds();

    @BeforeEach
    void begin(TestInfo test) {
        rounds.begin(test.getDisplayName().substring(0, 2));
    }

    @AfterAll
    void close() {
        rounds.close();
    }

    @Test
    void a1_a_point_two_months_late_costs_one_bucket_of_each_tier() {
        List<Map<String, Object>> points = new ArrayList<>();
        for (int hour = 0; hour < 24 * 62; hour++) {
            points.add(rounds.point(Duration.ofHours(hour), hour));
        }
        rounds.post(points);
        rounds.refresh(Duration.ofDays(63));
        rounds.post(List.of(rounds.point(Duration.ofHours(30).plusSeconds(7), 5)));
        rounds.refresh(MINUTE);

        Instant round = rounds.varve().clock().instant();
        for (String table :
                List.of("gold.rollup_1h", "platinum.rollup_1d", "platinum.rollup_1w", "platinum.rollup_1mo")) {
            assertThat(rounds.written(table, round)).as(table).isEqualTo(1);
        }
        assertThat(rounds.pending()).isZero();
        rounds.check("day", Duration.ofDays(62));
    }

    @Test
    void a2_a_device_that_sends_every_two_hours_leaves_no_holes_though_minutes_are_refreshed_all_the_time() {
        for (int batch = 0; batch < 3; batch++) {
            for (int i = 0; i < 12; i++) {
                rounds.refresh(Duration.ofMinutes(10));
            }
            assertThat(rounds.watermark())
                    .isAfter(rounds.varve().clock().instant().minus(MINUTE.multipliedBy(2)));
            rounds.post(everyMinute(Duration.ofHours(2L * batch), 120));
            rounds.check("300s", Duration.ofHours(2L * batch + 2));
        }
        rounds.refresh(MINUTE);
        assertThat(rounds.pending()).isZero();
        rounds.check("min", Duration.ofHours(6));
        rounds.check("hour", Duration.ofHours(6));
    }

    @Test
    void a3_the_running_bucket_is_answered_up_to_its_latest_point_after_a_refresh_too() {
        for (int i = 0; i < 6; i++) {
            rounds.post(everyMinute(Duration.ofMinutes(7L * i), 7));
            rounds.refresh(Duration.ofMinutes(7));
            JsonNode answer = rounds.check("hour", Duration.ofHours(1));
            assertThat(answer.get("results").get(0).get("values").get("count").asInt())
                    .isEqualTo(7 * (i + 1));
        }
    }

    @Test
    void a4_a_point_from_the_future_moves_no_watermark_and_hides_nothing_before_it() {
        rounds.post(List.of(rounds.point(Duration.ofDays(40), 1000)));
        rounds.refresh(MINUTE);
        assertThat(rounds.watermark()).isBefore(rounds.varve().clock().instant());

        rounds.post(everyMinute(Duration.ZERO, 90));
        rounds.check("hour", Duration.ofHours(2));
        rounds.refresh(Duration.ofHours(3));
        rounds.check("hour", Duration.ofHours(2));
        rounds.check("month", Duration.ofDays(60));
    }

    @Test
    void a6_rounds_that_come_late_twice_or_at_odd_times_lose_and_double_nothing() {
        for (int minutes : List.of(1, 1, 24, 7, 0, 61, 3, 0)) {
            Duration now =
                    Duration.between(rounds.start(), rounds.varve().clock().instant());
            rounds.post(everyMinute(now, Math.max(1, minutes)));
            rounds.refresh(Duration.ofMinutes(minutes).plusMillis(17));
            rounds.refresh(Duration.ZERO);
        }
        JsonNode answer = rounds.check("hour", Duration.ofHours(3));
        assertThat(answer.get("results").get(0).get("bucket").asString())
                .isEqualTo(rounds.start().toString());
        rounds.check("300s", Duration.ofHours(3));
    }

    @Test
    void a7_buckets_that_were_refreshed_before_their_points_came_are_filled() {
        rounds.refresh(Duration.ofHours(30));
        assertThat(rounds.watermark(4)).isAfter(rounds.start());
        rounds.post(everyMinute(Duration.ofHours(5), 60));
        rounds.check("day", Duration.ofDays(1));

        rounds.refresh(MINUTE);
        assertThat(rounds.pending()).isZero();
        JsonNode answer = rounds.check("day", Duration.ofDays(1));
        assertThat(answer.get("metadata").get("segments").toString()).contains("\"1d\"");
    }

    @Test
    void a8_a_restart_between_rounds_loses_nothing_of_what_was_being_rolled_up() {
        rounds.post(everyMinute(Duration.ZERO, 50));
        rounds.refresh(Duration.ofMinutes(33));
        rounds.restart();
        rounds.post(everyMinute(Duration.ofMinutes(50), 30));
        rounds.refresh(Duration.ofHours(2));
        JsonNode answer = rounds.check("hour", Duration.ofHours(2));
        assertThat(answer.get("metadata").get("segments").toString()).contains("\"1h\"");
    }

    @Test
    void a9_a_trickle_of_late_points_does_not_keep_the_tiers_back() {
        for (int hour = 1; hour <= 30; hour++) {
            Duration now = Duration.ofHours(hour);
            rounds.post(List.of(
                    rounds.point(now.minusMinutes(30), hour),
                    rounds.point(Duration.ofMinutes(hour), hour),
                    rounds.point(now.dividedBy(2), hour)));
            rounds.refresh(Duration.ofHours(1));
            assertThat(rounds.watermark(3)).isEqualTo(rounds.start().plus(now.minusHours(1)));
        }
        assertThat(rounds.pending()).isZero();
        rounds.check("hour", Duration.ofHours(30));
        rounds.check("day", Duration.ofDays(2));
    }

    private List<Map<String, Object>> everyMinute(Duration from, int count) {
        List<Map<String, Object>> points = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            points.add(rounds.point(from.plusMinutes(i).plusSeconds(i % 60), i));
        }
        return points;
    }
}
