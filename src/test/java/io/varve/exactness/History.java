package io.varve.exactness;

import io.varve.exactness.Step.Ask;
import io.varve.exactness.Step.DeletePoints;
import io.varve.exactness.Step.DeleteSession;
import io.varve.exactness.Step.Point;
import io.varve.exactness.Step.Post;
import io.varve.exactness.Step.PostSession;
import io.varve.exactness.Step.Protocol;
import io.varve.exactness.Step.Refresh;
import io.varve.support.NaiveRollup;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes random histories from a seed: on-time, late, duplicate, re-sent, deleted, future, bucket-edge and pre-1970 points,
 * sessions, refreshes whole and in pieces, settling, unpacking and packing, retention if asked for, and questions in between. Values are multiples of 1/8 below 2^20, so that sums
 * are exact in every order.
 */
public final class History {

    private static final long SECOND = 1_000_000L;
    private static final long HOUR = 3600 * SECOND;
    private static final long DAY = 24 * HOUR;
    private static final long FIRST = NaiveRollup.micros(Instant.parse("1900-01-01T00:00:00Z"));
    /** Steps at the beginning that bring every series into being. */
    static final int FIRST_STEPS = 4;

    private static final List<String> METRICS = List.of("p.a", "p.b");
    private static final List<String> HOSTS = List.of("x", "y");
    private static final List<String> INTERVALS =
            List.of("min", "300s", "hour", "day", "week", "month", "year", "90s", "420s", "7200s");
    private static final List<String> ACTIONS = List.of(
            "raise",
            "drain",
            "forward",
            "recompute",
            "settle",
            "settle over",
            "unpack",
            "pack",
            "profile",
            "renew",
            "rollup",
            "rollup");

    private static final List<String> REMOVING = List.of(
            "raise",
            "drain",
            "forward",
            "recompute",
            "settle",
            "pack",
            "profile",
            "renew",
            "rollup",
            "rollup",
            "floor",
            "floor",
            "floor",
            "remove");

    private final Random random;
    private final List<String> actions;
    private final List<Long> written = new ArrayList<>();
    private long now = NaiveRollup.micros(Instant.parse("2025-03-01T00:10:00Z"));

    private History(long seed, List<String> actions) {
        this.random = new Random(seed);
        this.actions = actions;
    }

    /** One point for every series in order, so that ids follow names, then {@code length} random steps. */
    public static List<Step> of(long seed, int length) {
        return of(new History(seed, ACTIONS), length);
    }

    /** The same with floors that move and rows that go. */
    public static List<Step> withRetention(long seed, int length) {
        return of(new History(seed, REMOVING), length);
    }

    private static List<Step> of(History history, int length) {
        List<Step> steps = new ArrayList<>();
        for (String metric : METRICS) {
            for (String host : HOSTS) {
                steps.add(new Post(List.of(history.point(metric, host, history.now - HOUR, null, 1))));
            }
        }
        IntStream.range(0, length).forEach(i -> steps.add(history.step()));
        return steps;
    }

    private Step step() {
        now += random.nextInt(10) == 0 ? random.nextLong(2 * DAY) : random.nextLong(120 * SECOND);
        int dice = random.nextInt(100);
        if (dice < 30) {
            return new Post(points());
        } else if (dice < 38) {
            return new PostSession(random.nextInt(4), points());
        } else if (dice < 42) {
            return new DeleteSession(random.nextInt(4));
        } else if (dice < 46) {
            long from = nearSomePoint();
            return new DeletePoints(pick(METRICS), from, from + 1 + random.nextLong(HOUR));
        } else if (dice < 56) {
            return new Refresh(now);
        } else if (dice < 74) {
            return new Protocol(pick(actions), 1 + random.nextInt(7), now);
        }
        return ask();
    }

    private Ask ask() {
        long near = nearSomePoint();
        long from = random.nextInt(4) == 0 ? NaiveRollup.bucketStart(pick(INTERVALS), near) : near;
        long length =
                1 + random.nextLong(List.of(HOUR, DAY, 40 * DAY, 800 * DAY).get(random.nextInt(4)));
        return new Ask(pick(METRICS), pick(INTERVALS), Math.max(FIRST, from - length / 2), from + length);
    }

    private List<Point> points() {
        return IntStream.range(0, 1 + random.nextInt(12))
                .mapToObj(i -> point(
                        pick(METRICS),
                        pick(HOSTS),
                        time(),
                        random.nextInt(4) == 0 ? "k" + random.nextInt(3) : null,
                        random.nextInt(1 << 23) / 8.0))
                .toList();
    }

    private Point point(String metric, String host, long micros, @Nullable String key, double value) {
        written.add(micros);
        return new Point(metric, host, micros, key, value);
    }

    /** At, or up to ten minutes before, a point that has been written, so that deletions and questions meet points. */
    private long nearSomePoint() {
        return Math.max(FIRST, pick(written) - (random.nextBoolean() ? 0 : random.nextLong(600 * SECOND)));
    }

    /** Mostly on a grid of 20 s around now, so that points meet; sometimes far away, sometimes right at an edge. */
    private long time() {
        long grid = 20 * SECOND;
        return switch (random.nextInt(12)) {
            case 0 -> edge(now - random.nextLong(DAY));
            case 1 -> edge(now - random.nextLong(400 * DAY));
            case 2 -> NaiveRollup.micros(Instant.parse("1965-12-31T23:59:00Z")) + random.nextInt(6) * grid;
            case 3 -> FIRST + random.nextInt(6) * grid;
            case 4 -> (now + random.nextLong(DAY)) / grid * grid;
            case 5 -> NaiveRollup.micros(Instant.parse("2042-02-28T23:59:00Z")) + random.nextInt(6) * grid;
            case 6 -> (now - random.nextLong(60 * DAY)) / grid * grid;
            default -> (now - random.nextLong(HOUR)) / grid * grid;
        };
    }

    private long edge(long near) {
        return NaiveRollup.bucketStart(pick(INTERVALS), near) + random.nextInt(3) - 1;
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
