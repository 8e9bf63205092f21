package io.varve.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rule 13 of docs/protocol.md in random histories: whatever is written late, deleted, settled, packed or removed, and whichever series
 * come later, a bucket of a custom rollup that is made and not said to be out of date is that of all points ever written.
 */
class CustomPropertyIT {

    private static final Instant START = Instant.parse("2024-11-20T00:00:00Z");
    private static final int STEPS = 150;

    static LongStream seeds() {
        return Seeds.first(2);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void buckets_of_custom_rollups_are_those_of_all_points_ever_written(long seed) {
        Random random = new Random(seed);
        int compared = 0;
        try (FloorHistory history = new FloorHistory()) {
            CustomHistory rollups = new CustomHistory(history);
            rollups.series(1, "a");
            rollups.series(2, "a");
            Instant now = START;
            rollups.create("hours", "1m", "1 hour", "{k}", now);
            rollups.create("days", "1h", "1 day", "{}", now);
            rollups.create("visits", "raw", "1 hour", "{k,session_id}", now);
            for (int step = 0; step < STEPS; step++) {
                if (step == 40) {
                    rollups.series(3, "");
                    rollups.create("quarters", "5m", "15 minutes", "{k}", "'40 days'", now);
                    rollups.create("months", "1d", "1 month", "{k}", now);
                    rollups.create("stays", "raw", "1 day", "{session_id}", "'60 days'", now);
                }
                switch (random.nextInt(12)) {
                    case 0, 1, 2 -> FloorPropertyIT.write(history, random, now, step > 40 ? 3 : 2);
                    case 3 -> history.refresh(now, 1 + random.nextInt(5));
                    case 4 -> history.drain(now);
                    case 5 -> now = now.plus(Duration.ofHours(random.nextInt(200)));
                    case 6 -> FloorPropertyIT.raise(history, random, now);
                    case 7 -> FloorPropertyIT.housekeeping(history, random, now);
                    case 8 -> delete(history, random, now);
                    default -> refresh(rollups, random, now, step > 40);
                }
                if (step % 3 == 0) {
                    compared += check(rollups, step > 40);
                }
            }
            history.drain(now);
            for (String name : CustomHistory.INTERVALS.keySet()) {
                rollups.drain(name, now);
            }
            assertThat(check(rollups, true)).isPositive();
            assertThat(compared).isGreaterThan(500);
        }
    }

    private static void delete(FloorHistory history, Random random, Instant now) {
        if (random.nextInt(3) == 0) {
            history.deleteSession(1 + random.nextInt(3), now);
        } else {
            FloorPropertyIT.delete(history, random, now);
        }
    }

    private static void refresh(CustomHistory rollups, Random random, Instant now, boolean all) {
        String name = all
                ? List.copyOf(CustomHistory.INTERVALS.keySet()).get(random.nextInt(6))
                : List.of("hours", "days", "visits").get(random.nextInt(3));
        if (random.nextInt(3) == 0) {
            rollups.drain(name, now);
        } else {
            rollups.refresh(name, now);
        }
    }

    private static int check(CustomHistory rollups, boolean all) {
        return rollups.check("hours")
                + rollups.check("days")
                + rollups.check("visits")
                + (all ? rollups.check("quarters") + rollups.check("months") + rollups.check("stays") : 0);
    }
}
