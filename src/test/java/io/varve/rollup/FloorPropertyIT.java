package io.varve.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rules 6 and 9 of docs/protocol.md in random histories of writes, refreshes, settling, packing, floors and removal: whatever
 * is removed, every bucket that is kept and not logged as out of date is that of all points ever written, and (rule 11) so is every
 * profile that counts. {@code
 * -Dvarve.property.seeds=100} plays more, {@code -Dvarve.property.seed=7} one.
 */
class FloorPropertyIT {

    private static final Instant START = Instant.parse("2024-11-20T00:00:00Z");
    private static final int STEPS = 120;

    static LongStream seeds() {
        return Seeds.first(2);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void kept_buckets_are_those_of_all_points_ever_written(long seed) {
        Random random = new Random(seed);
        int raised = 0;
        int profiles = 0;
        try (FloorHistory history = new FloorHistory()) {
            Instant now = START;
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(10)) {
                    case 0, 1, 2 -> write(history, random, now, 3);
                    case 8 -> delete(history, random, now);
                    case 9 -> history.profile(now, 1 + random.nextInt(5));
                    case 3 -> history.refresh(now, 1 + random.nextInt(5));
                    case 4 -> history.drain(now);
                    case 5 -> now = now.plus(Duration.ofHours(random.nextInt(200)));
                    case 6 -> raised += raise(history, random, now);
                    default -> housekeeping(history, random, now);
                }
                if (step % 4 == 0) {
                    history.check();
                    profiles += history.checkProfiles();
                }
            }
            history.drain(now);
            history.settle();
            raised += history.raise(0, now.minus(Duration.ofDays(2)), null, now) == null ? 0 : 1;
            history.write(1, now.minus(Duration.ofDays(3)), 7, 5, now);
            history.drain(now);
            assertThat(history.check()).isPositive();
            assertThat(raised).isPositive();
            assertThat(profiles + history.checkProfiles()).isPositive();
        }
    }

    /** Some points, mostly recent, some long past. */
    static void write(FloorHistory history, Random random, Instant now, int series) {
        if (random.nextInt(6) == 0) {
            Instant first = now.minusSeconds(random.nextInt(4 * 86_400));
            for (int i = 0; i < 6; i++) {
                history.write(1 + random.nextInt(2), first.plusSeconds(300L * i), 0, 5 + i % 3, now);
            }
        }
        for (int i = random.nextInt(6); i >= 0; i--) {
            long age = random.nextInt(3) == 0 ? random.nextInt(60 * 86_400) : random.nextInt(4 * 86_400);
            Instant time = now.minusSeconds(age);
            history.write(1 + random.nextInt(series), time, source(random), i % 2 == 0 ? age % 1000 : i, now);
        }
    }

    /** None, a key, or one of three sessions. */
    private static long source(Random random) {
        return switch (random.nextInt(6)) {
            case 0, 1 -> -9;
            case 2, 3 -> 1 + random.nextInt(3);
            default -> 0;
        };
    }

    static void delete(FloorHistory history, Random random, Instant now) {
        Instant from = now.minusSeconds(random.nextInt(3 * 86_400));
        history.delete(1 + random.nextInt(3), from, from.plusSeconds(random.nextInt(43_200)), now);
    }

    static int raise(FloorHistory history, Random random, Instant now) {
        if (random.nextBoolean()) {
            history.drain(now);
            history.settle();
        }
        int layer = random.nextInt(random.nextBoolean() ? 2 : 6);
        Instant position = now.minusSeconds(random.nextInt((layer + 1) * 10 * 86_400));
        Integer @Nullable [] series = random.nextInt(3) == 0 ? new Integer[] {1 + random.nextInt(3)} : null;
        return history.raise(layer, position, series, now) == null ? 0 : 1;
    }

    static void housekeeping(FloorHistory history, Random random, Instant now) {
        history.settle();
        history.pack(1 + random.nextInt(2), now);
        history.remove(random.nextInt(8));
    }
}
