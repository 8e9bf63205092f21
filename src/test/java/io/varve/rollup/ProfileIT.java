package io.varve.rollup;

import static io.varve.rollup.FloorHistory.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rule 11 of docs/protocol.md, case by case: floors, late points, failures and repairs of profiles. */
class ProfileIT {

    private static final int RAW = 0;
    private static final int HOUR = 3;
    private static final int DAY = 4;
    private static final int YEAR = 7;
    private static final Instant OLD = Instant.parse("2025-01-20T05:17:00Z");
    private static final Instant NOW = Instant.parse("2025-03-10T00:00:00Z");
    private static final Instant FLOOR = Instant.parse("2025-03-01T00:00:00Z");

    private final FloorHistory history = new FloorHistory();

    @BeforeEach
    void points() {
        for (int i = 0; i < 5; i++) {
            history.write(1, OLD.plusSeconds(60 * i), i == 2 ? -9 : 0, 10 + i % 3, NOW);
            history.write(3, OLD.plusSeconds(60 * i), 0, 1 + i % 2, NOW);
        }
        history.write(1, NOW.minusSeconds(7200), 0, 5, NOW);
        history.drainTiers(NOW);
        history.settle();
    }

    @AfterEach
    void close() {
        history.close();
    }

    @Test
    void raws_floor_waits_for_profiles_and_that_of_hours_for_those_of_days() {
        assertThat(history.raise(RAW, FLOOR, null, NOW)).isNull();
        assertThat(history.limit(RAW, FLOOR).get("held_by")).isEqualTo("profiles of tier 1h are made up to -infinity");
        forward(HOUR);
        assertThat(history.raise(RAW, FLOOR, null, NOW)).isEqualTo(FLOOR);
        assertThat(history.raise(HOUR, FLOOR, null, NOW)).isNull();
        history.drain(NOW);
        assertThat(history.raise(HOUR, FLOOR, null, NOW)).isEqualTo(FLOOR);
        assertThat(history.checkProfiles()).isPositive();
    }

    /** Their distance in microseconds is beyond 32 bits, and no multiple of a second. */
    @Test
    void points_at_both_ends_of_an_hour_are_profiled_out_of_their_chunk() {
        Instant hour = Instant.parse("2025-01-21T05:00:00Z");
        history.write(1, hour.plusMillis(1), 0, 10, NOW);
        history.write(1, hour.plusMillis(500), 0, 12, NOW);
        history.write(1, hour.plusMillis(3_599_750), 0, 14, NOW);
        settle();
        history.drain(NOW);
        forward(HOUR);
        assertThat(history.one(
                        Double.class,
                        "SELECT step_area FROM gold.profile_1h WHERE series_id = 1 AND bucket = ?::timestamptz",
                        at(hour)))
                .isEqualTo(10 * 0.499 + 12 * 3599.25, within(1e-9));
        assertThat(history.checkProfiles()).isPositive();
    }

    /** Its partial could be recomputed from five minutes; its profile could not. */
    @Test
    void raws_floor_stops_below_an_hour_whose_profile_is_out_of_date() {
        history.drain(NOW);
        history.write(1, OLD, 0, 7, NOW);
        settle();
        history.refresh(NOW.plusSeconds(60), 1000);
        history.one(
                Integer.class,
                "SELECT rollup.fail_profiles(3, ARRAY[1], '2025-01-20 05:00Z', '2025-01-20 06:00Z', now())::integer");
        assertThat(history.raise(RAW, FLOOR, null, NOW)).isEqualTo(Instant.parse("2025-01-20T05:00:00Z"));
        assertThat(history.checkProfiles()).isPositive();
    }

    @Test
    void raws_floor_stops_below_an_hour_whose_profile_is_to_be_made_again() {
        history.drain(NOW);
        history.write(1, OLD, 0, 7, NOW);
        settle();
        history.drainTiers(NOW);
        assertThat(history.raise(RAW, FLOOR, null, NOW)).isEqualTo(Instant.parse("2025-01-20T05:00:00Z"));
        history.renew(HOUR, NOW, 100, null);
        assertThat(history.raise(RAW, FLOOR, null, NOW)).isEqualTo(FLOOR);
        assertThat(history.checkProfiles()).isPositive();
        assertThat(history.raise(HOUR, FLOOR, null, NOW)).isEqualTo(Instant.parse("2025-01-20T00:00:00Z"));
        history.drain(NOW);
        assertThat(history.raise(HOUR, FLOOR, null, NOW)).isEqualTo(FLOOR);
        assertThat(history.checkProfiles()).isPositive();
    }

    @Test
    void a_profile_counts_again_once_it_and_the_finer_ones_are_made_again() {
        history.drain(NOW);
        int all = history.checkProfiles();
        history.write(1, OLD, 0, 7, NOW);
        history.drainTiers(NOW);
        int others = history.checkProfiles();
        assertThat(others).isEqualTo(all - 4);
        history.renew(HOUR, NOW, 100, null);
        assertThat(history.checkProfiles()).isEqualTo(others + 1);
        history.renew(DAY, NOW, 100, null);
        assertThat(history.checkProfiles()).isEqualTo(others + 2);
        history.drain(NOW);
        assertThat(history.checkProfiles()).isEqualTo(all);
        assertThat(history.one(Long.class, "SELECT count(*) FROM rollup.profile_pending"))
                .isZero();
    }

    /** A forward step reads the hour as it was before: the day is told of, though its profile is not there yet. */
    @Test
    void a_day_that_is_profiled_while_its_hour_is_made_again_is_made_again_too() throws SQLException {
        forward(HOUR);
        history.write(1, OLD, 0, 7, NOW);
        history.drainTiers(NOW);
        try (Connection other = history.database.dataSource().getConnection();
                Statement renewing = other.createStatement()) {
            other.setAutoCommit(false);
            renewing.execute("SELECT rollup.renew_profiles(3, 1, '2025-03-11Z', 100)");
            forward(DAY);
            other.commit();
        }
        history.checkProfiles();
        history.drain(NOW);
        assertThat(history.checkProfiles()).isPositive();
    }

    /** Hours are read out of their chunks where the log does not touch them and nothing has a source. */
    @Test
    void hours_settled_or_not_and_hours_of_several_sources_are_made_again_alike() {
        history.drain(NOW);
        for (int hour = 0; hour < 4; hour++) {
            for (int i = 0; i < 4; i++) {
                Instant time = OLD.plusSeconds(86_400 + 3600L * hour + 7L * i);
                history.write(1, time, hour == 1 && i == 2 ? -9 : 0, 10 - i, NOW);
                history.write(3, time, 0, 1 + i % 2, NOW);
            }
            history.write(2, OLD.plusSeconds(3600L * hour), 0, hour, NOW);
        }
        settle();
        history.write(1, OLD.plusSeconds(86_400 + 7200), 0, 40, NOW);
        history.drainTiers(NOW.plusSeconds(120));
        long pending = history.one(Long.class, "SELECT count(*) FROM rollup.profile_invalidation WHERE tier_id = 3");
        assertThat(history.renew(HOUR, NOW.plusSeconds(120), 1000, null))
                .isEqualTo(pending)
                .isPositive();
        assertThat(history.checkProfiles()).isPositive();
        history.drain(NOW.plusSeconds(120));
        assertThat(history.checkProfiles()).isPositive();
    }

    /** Readers mind no others: what is beyond would be in the way of the next forward step, what is before may be half a bucket. */
    @Test
    void only_between_their_beginning_and_their_position_profiles_are_noted_taken_and_made_again() {
        history.execute(
                "UPDATE rollup.profile SET begins = '2025-01-20 04:00Z', position = '2025-01-20 07:00Z' WHERE tier_id = 3");
        String stretch =
                "3, ARRAY[1], ARRAY['2025-01-20 01:00Z'::timestamptz], ARRAY['2025-01-20 23:00Z'::timestamptz]";
        String whole = "2025-01-20 04:00:00 to 2025-01-20 07:00:00";
        history.first("SELECT rollup.log_profiles(" + stretch + ", now())::text");
        assertThat(history.first("SELECT string_agg(" + stretch("from_bucket", "to_bucket")
                        + ", ',') FROM rollup.profile_invalidation"))
                .isEqualTo(whole);
        history.execute(
                "UPDATE rollup.profile_invalidation SET from_bucket = '2025-01-20 01:00Z', to_bucket = '2025-01-20 23:00Z'");
        assertThat(history.first("SELECT " + stretch("from_buckets[1]", "to_buckets[1]")
                        + " FROM rollup.take_profiles(3, 1, '2030-01-01Z', 1000, NULL)"))
                .isEqualTo(whole);
        assertThat(history.first("SELECT string_agg(" + stretch("from_bucket", "to_bucket")
                        + ", ',') FROM rollup.profile_parts(" + stretch + ")"))
                .isEqualTo(whole);
    }

    private static String stretch(String from, String to) {
        return "(" + from + " AT TIME ZONE 'UTC') || ' to ' || (" + to + " AT TIME ZONE 'UTC')";
    }

    /** From rows of the log, from a chunk, and when days are put together of hours. */
    @Test
    void of_many_texts_the_most_frequent_are_kept() {
        for (int text = 1; text <= 70; text++) {
            for (int i = 0; i < 1 + text % 2; i++) {
                history.write(3, OLD.plusSeconds(7200 + 40 * text + i), text % 9, text, NOW);
                history.write(3, OLD.plusSeconds(90_000 + 40 * text + i), 0, text, NOW);
                history.write(3, OLD.plusSeconds(93_600 + 40 * text + i), 0, 70 + text, NOW);
            }
        }
        settle();
        history.drain(NOW);
        for (int tier = HOUR; tier <= YEAR; tier++) {
            forward(tier);
        }
        assertThat(history.one(Long.class, "SELECT max(cardinality(keys)) FROM gold.profile_1h WHERE series_id = 3"))
                .isEqualTo(64);
        assertThat(history.checkProfiles()).isPositive();
    }

    /** Minutes could still bring a point into the partial of the day. */
    @Test
    void the_floor_of_hours_stops_at_a_day_that_has_points_above_raws_floor() {
        history.drain(NOW);
        assertThat(history.raise(RAW, OLD, null, NOW)).isEqualTo(Instant.parse("2025-01-20T05:00:00Z"));
        assertThat(history.raise(HOUR, FLOOR, null, NOW)).isEqualTo(Instant.parse("2025-01-20T00:00:00Z"));
        assertThat(history.write(1, OLD.plusSeconds(5), 0, 7, NOW)).as("merged").isFalse();
        history.drain(NOW);
        assertThat(history.checkProfiles()).isPositive();
    }

    @Test
    void a_late_point_is_in_a_sealed_profile_at_once_though_the_partial_is_only_logged() {
        history.drain(NOW);
        assertThat(history.raise(RAW, FLOOR, null, NOW)).isEqualTo(FLOOR);
        assertThat(history.write(1, OLD.plusSeconds(600), -9, 20, NOW)).isTrue();
        assertThat(history.write(3, OLD.plusSeconds(600), 0, 5, NOW)).isTrue();
        assertThat(pending()).isPositive();
        assertThat(profile("point_count")).isEqualTo(6L);
        assertThat(profile("increase")).as("after the last point").isEqualTo(1 + 1 + 10 + 1 + 9.0);
        int compared = history.checkProfiles();
        assertThat(compared).isPositive();
        history.drain(NOW);
        assertThat(history.checkProfiles()).isGreaterThan(compared);
    }

    @ParameterizedTest
    @ValueSource(longs = {30, 60, 0, 240})
    void what_comes_in_between_or_at_an_end_takes_the_movement_of_a_sealed_profile_away(long seconds) {
        history.drain(NOW);
        history.raise(RAW, FLOOR, null, NOW);
        assertThat(history.write(1, OLD.plusSeconds(seconds), 5, 20, NOW)).isTrue();
        history.drain(NOW);
        assertThat(profile("increase")).isNull();
        assertThat(
                        profile(
                                "(SELECT d.line_area FROM platinum.profile_1d AS d WHERE d.series_id = 1 ORDER BY d.bucket LIMIT 1)"))
                .isNull();
        assertThat(history.checkProfiles()).isPositive();
    }

    @Test
    void a_profile_that_fails_keeps_no_partial_waiting_and_does_not_count_until_it_is_made_again() {
        history.drain(NOW);
        int all = history.checkProfiles();
        breakProfiles();
        history.write(1, OLD, 0, 7, NOW);
        history.drainTiers(NOW);
        assertThat(history.check()).isPositive();
        history.profile(NOW, 100);
        assertThat(failed()).isPositive();
        assertThat(history.checkProfiles()).isLessThan(all);
        assertThat(history.one(Long.class, "SELECT count(*) FROM ops.error WHERE job = 'profile' AND tier = '1h'"))
                .isPositive();

        mendProfiles();
        retry();
        history.drain(NOW);
        assertThat(failed()).isZero();
        assertThat(history.checkProfiles()).isEqualTo(all);
    }

    @Test
    void of_a_batch_only_the_profile_that_fails_by_itself_waits() {
        history.write(5, OLD, 0, 4, NOW);
        history.drain(NOW);
        history.execute("ALTER TABLE gold.profile_1h ADD CONSTRAINT broken CHECK (series_id <> 1) NOT VALID");
        history.write(1, OLD.plusSeconds(7), 0, 7, NOW);
        history.write(5, OLD.plusSeconds(7), 0, 7, NOW);
        history.drainTiers(NOW);
        history.profile(NOW, 100);
        assertThat(
                        history.first(
                                "SELECT string_agg(DISTINCT series_id::text, ',') FROM rollup.profile_invalidation WHERE failed_at IS NOT NULL"))
                .isEqualTo("1");
        assertThat(history.first("SELECT point_count FROM gold.profile_1h WHERE series_id = 5"))
                .isEqualTo(2L);
    }

    @Test
    void a_step_that_fails_can_be_passed() {
        breakProfiles();
        for (int step = 0; step < 4; step++) {
            history.one(Long.class, "SELECT count(*) FROM rollup.profile_forward(3, ?, interval '0', true)", at(NOW));
        }
        mendProfiles();
        assertThat(failed()).isPositive();
        assertThat(history.one(String.class, "SELECT position::text FROM rollup.profile WHERE tier_id = 3"))
                .startsWith("2025-03-10");
        history.drain(NOW);
        history.checkProfiles();
        retry();
        history.drain(NOW);
        assertThat(failed()).isZero();
        assertThat(history.checkProfiles()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE gold.profile_1h SET counts[1] = counts[1] + 5",
                "UPDATE gold.profile_1h SET increase = increase + 1e-6",
                "UPDATE gold.profile_1h SET line_area = NULL",
                "UPDATE platinum.profile_1d SET sources = NULL",
                "UPDATE platinum.profile_1mo SET value_max = 99",
                "DELETE FROM platinum.profile_1w",
                "surplus"
            })
    void the_reconciliation_finds_what_is_wrong_and_has_it_made_again(String damage) {
        history.drain(NOW);
        assertThat(mismatches(false)).isZero();
        history.one(Long.class, damage(damage));
        assertThat(mismatches(true)).isPositive();
        history.drain(NOW.plus(Duration.ofMinutes(5)));
        assertThat(mismatches(false)).isZero();
        assertThat(history.checkProfiles()).isPositive();
    }

    private static String damage(String statement) {
        String surplus =
                "INSERT INTO gold.profile_1h (series_id, bucket, point_count, first_time, first_source, first_value, last_time,"
                        + " last_source, last_value, keys, counts) SELECT 2, bucket, 1, bucket, 0, 1, bucket, 0, 1, '{20000}', '{1}' FROM gold.profile_1h"
                        + " WHERE series_id = 1";
        return "WITH damaged AS (" + (statement.equals("surplus") ? surplus : statement + " WHERE series_id = 1")
                + " RETURNING 1) SELECT count(*) FROM damaged";
    }

    private long mismatches(boolean repair) {
        return history.one(
                Long.class,
                "SELECT sum(mismatches) FROM rollup.reconcile(ARRAY[1, 2, 3], '2025-01-01Z', '2025-03-11Z', NULL, "
                        + (repair ? "'2025-03-10Z'" : "NULL") + ")");
    }

    private @Nullable Object profile(String column) {
        return history.first(
                "SELECT " + column + " FROM gold.profile_1h AS p WHERE p.series_id = 1 ORDER BY p.bucket LIMIT 1");
    }

    private long pending() {
        return history.one(Long.class, "SELECT count(*) FROM rollup.invalidation");
    }

    private long failed() {
        return history.one(Long.class, "SELECT count(*) FROM rollup.profile_invalidation WHERE failed_at IS NOT NULL");
    }

    private void retry() {
        for (int tier = HOUR; tier <= YEAR; tier++) {
            history.renew(tier, NOW.plusSeconds(60), 100, NOW.plusSeconds(3600));
        }
    }

    private void breakProfiles() {
        history.execute("ALTER TABLE gold.profile_1h ADD CONSTRAINT broken CHECK (point_count < 0) NOT VALID");
    }

    private void mendProfiles() {
        history.execute("ALTER TABLE gold.profile_1h DROP CONSTRAINT broken");
    }

    private void forward(int tier) {
        for (int step = 0; step < 4; step++) {
            history.one(
                    Long.class,
                    "SELECT count(*) FROM rollup.profile_forward(?, ?::timestamptz, interval '0')",
                    tier,
                    at(NOW));
        }
    }

    private void settle() {
        history.one(
                String.class,
                "SELECT rollup.raise_fence(0, ?::timestamptz, interval '0')::text",
                at(NOW.plusSeconds(60)));
        history.one(Boolean.class, "SELECT rollup.drain_fence(0)");
        history.settle();
    }
}
