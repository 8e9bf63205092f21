package io.varve.rollup;

import static io.varve.rollup.FloorHistory.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each guard of {@code rollup.floor_limit} by itself: a floor that is asked to go too far stops, what is below it is
 * removed, and what is kept is right all the same.
 */
class FloorGuardIT {

    private static final int RAW = 0;
    private static final int MINUTE = 1;
    private static final int FIVE_MINUTES = 2;
    private static final int HOUR = 3;
    private static final int YEAR = 7;
    private static final Instant NOW = Instant.parse("2025-03-10T00:00:00Z");
    private static final Instant FLOOR = Instant.parse("2025-03-01T00:00:00Z");
    private static final Instant LATE = Instant.parse("2025-01-20T05:17:00Z");

    private final FloorHistory history = new FloorHistory();

    @BeforeEach
    void points() {
        history.write(1, LATE.minusSeconds(7200), 0, 3, NOW);
        history.write(1, LATE.plusSeconds(7200), 0, 4, NOW);
        history.write(1, NOW.minusSeconds(7200), 0, 5, NOW);
        history.drain(NOW);
        history.settle();
    }

    @AfterEach
    void close() {
        history.close();
    }

    @Test
    void raws_floor_stops_where_its_tiers_are_not_materialised_yet() {
        history.write(1, NOW.plus(Duration.ofDays(10)), 0, 7, NOW);
        settle(NOW.plus(Duration.ofDays(15)));
        assertThat(history.raise(RAW, NOW.plus(Duration.ofDays(12)), null, NOW)).isEqualTo(NOW);
        keepsWhatItShould();
    }

    @Test
    void a_tiers_floor_stops_where_the_tier_itself_or_what_is_built_from_it_is_not_materialised_yet() {
        assertThat(history.raise(HOUR, NOW.plus(Duration.ofDays(12)), null, NOW))
                .isEqualTo(NOW);
        keepsWhatItShould();
    }

    @Test
    void raws_floor_stops_below_what_is_out_of_date() {
        history.write(1, LATE, 0, 7, NOW);
        settle(NOW.plusSeconds(60));
        assertThat(history.raise(RAW, FLOOR, null, NOW)).isEqualTo(Instant.parse("2025-01-20T05:00:00Z"));
        keepsWhatItShould();
    }

    /** The minute's entry is of a bucket that nobody keeps; the day has none yet. */
    @Test
    void raws_floor_stops_below_a_day_that_will_be_out_of_date_though_finer_tiers_are_gone() {
        for (int layer : new int[] {MINUTE, FIVE_MINUTES, HOUR}) {
            assertThat(history.raise(layer, FLOOR, null, NOW)).isEqualTo(FLOOR);
        }
        history.write(1, LATE, 0, 7, NOW);
        settle(NOW.plusSeconds(60));
        assertThat(history.raise(RAW, FLOOR, null, NOW)).isEqualTo(Instant.parse("2025-01-20T00:00:00Z"));
        keepsWhatItShould();
    }

    @Test
    void the_floor_of_hours_stops_at_a_day_that_points_above_raws_floor_can_still_come_into() {
        assertThat(history.raise(RAW, LATE, null, NOW)).isEqualTo(Instant.parse("2025-01-20T05:00:00Z"));
        assertThat(history.raise(MINUTE, FLOOR, null, NOW)).isEqualTo(FLOOR);
        assertThat(history.raise(FIVE_MINUTES, FLOOR, null, NOW)).isEqualTo(FLOOR);
        assertThat(history.raise(HOUR, FLOOR, null, NOW)).isEqualTo(Instant.parse("2025-01-20T00:00:00Z"));
        remove();
        assertThat(history.write(1, LATE, 0, 7, NOW)).as("merged").isFalse();
        keepsWhatItShould();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 2025-02-20T10:00:00Z",
        "1, 2025-02-20T10:00:00Z",
        "2, 2025-02-20T00:00:00Z",
        "3, 2025-02-20T00:00:00Z",
        "4, 2025-02-01T00:00:00Z",
        "6, 2025-01-01T00:00:00Z"
    })
    void a_floor_cuts_no_bucket_in_two_that_is_built_from_the_layer(int layer, Instant floor) {
        assertThat(history.raise(layer, Instant.parse("2025-02-20T10:20:00Z"), null, NOW))
                .isEqualTo(floor);
        keepsWhatItShould();
    }

    /** Settles all points whatever the tiers have seen of them. */
    private void settle(Instant now) {
        history.one(String.class, "SELECT rollup.raise_fence(0, ?::timestamptz, interval '0')::text", at(now));
        history.one(Boolean.class, "SELECT rollup.drain_fence(0)");
        history.settle();
    }

    private void remove() {
        for (int layer = RAW; layer <= YEAR; layer++) {
            history.remove(layer);
        }
    }

    private void keepsWhatItShould() {
        remove();
        history.drain(NOW.plus(Duration.ofDays(20)));
        assertThat(history.check()).isPositive();
    }
}
