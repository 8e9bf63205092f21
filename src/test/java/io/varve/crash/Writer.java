package io.varve.crash;

import io.varve.crash.Batch.Written;
import io.varve.support.NaiveRollup;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Thinks of batches: series of its own, recent points, late ones, many of an hour long gone, and some below raw's floor. */
final class Writer {

    /** Of each writer. */
    static final int SERIES = 3;

    private static final Duration AHEAD = Duration.ofMinutes(5);
    private static final Duration RECENT = Duration.ofMinutes(30);
    private static final Duration LATE = Duration.ofDays(1);
    private static final Duration BELOW_FLOOR = Duration.ofDays(20);
    private static final int FEW = 12;

    /** So many of an hour are packed by the service. */
    private static final int MANY = 160;

    private final int number;
    private final Random random;
    private final Set<Long> used = new HashSet<>();

    Writer(int number, long seed) {
        this.number = number;
        this.random = new Random(seed);
    }

    static List<String> series(int writer) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < SERIES; i++) {
            names.add("crash.w" + writer + "." + i);
        }
        return names;
    }

    /** A point of every series, so that each can be asked for. */
    Batch first(long tick, Instant now) {
        return batch(
                tick,
                series(number).stream()
                        .map(name -> new Written(name, NaiveRollup.micros(now), 1))
                        .toList());
    }

    /** @param floor raw's, or {@link Instant#MIN}; from it on until a day ago nothing is written */
    Batch next(long tick, Instant now, Instant floor) {
        if (floor.isAfter(Instant.MIN) && random.nextInt(8) == 0) {
            return batch(tick, points(floor.minus(BELOW_FLOOR), floor, FEW));
        }
        return switch (random.nextInt(9)) {
            case 0 -> {
                Instant hour = now.minus(LATE).plusSeconds(random.nextInt(22 * 3600));
                yield batch(tick, points(hour, hour.plusSeconds(3600), MANY));
            }
            case 1, 2 -> batch(tick, points(now.minus(LATE), now, FEW));
            default -> batch(tick, points(now.minus(RECENT), now.plus(AHEAD), FEW));
        };
    }

    /** Few points are of any of the series, many are of one. */
    private List<Written> points(Instant from, Instant to, int count) {
        List<String> series = series(number);
        long start = NaiveRollup.micros(from);
        List<Written> points = new ArrayList<>();
        while (points.size() < count) {
            long micros = start + (long) (random.nextDouble() * (NaiveRollup.micros(to) - start));
            if (used.add(micros)) {
                points.add(new Written(
                        series.get(count == MANY ? 0 : random.nextInt(SERIES)), micros, random.nextInt(2000) / 4.0));
            }
        }
        return points;
    }

    private Batch batch(long tick, List<Written> points) {
        return new Batch(tick, points, number == 0);
    }
}
