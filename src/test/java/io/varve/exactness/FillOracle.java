package io.varve.exactness;

import io.varve.support.NaiveRollup;
import io.varve.support.NaiveRollup.Key;
import io.varve.support.NaiveRollup.Summary;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a filled answer has to be, bucket by bucket, from all points. */
final class FillOracle implements Filled {

    static final int UNLIMITED = Integer.MAX_VALUE;

    private final Grid grid;
    private final long from;
    private final String method;
    private final int limit;
    private final NavigableMap<Long, Summary> inside;
    private final TreeMap<Long, Double> lastOf = new TreeMap<>();
    private final List<Long> buckets;
    private final @Nullable Side before;
    private final @Nullable Side after;

    /** A bucket outside the range. */
    private record Side(long bucket, Summary summary) {}

    FillOracle(NaiveRollup points, Predicate<Key> which, Grid grid, long from, long to, String method, int limit) {
        this.grid = grid;
        this.from = from;
        this.method = method;
        this.limit = limit;
        this.inside = new TreeMap<>(points.rollup(grid::floor, from, to, which));
        points.points().keySet().stream()
                .filter(which)
                .forEach(key -> lastOf.put(
                        key.micros(), Objects.requireNonNull(points.points().get(key))));
        this.buckets = grid.starts(from, to);
        this.before = side(points, which, lastOf.lowerKey(from), Long.MIN_VALUE, from);
        this.after = side(points, which, lastOf.ceilingKey(to), to, Long.MAX_VALUE);
    }

    /** What the bucket of this time holds of [low, high). */
    private @Nullable Side side(NaiveRollup points, Predicate<Key> which, @Nullable Long time, long low, long high) {
        if (time == null) {
            return null;
        }
        long bucket = grid.floor(time);
        SortedMap<Long, Summary> summary =
                points.rollup(grid::floor, Math.max(low, bucket), Math.min(high, grid.next(bucket)), which);
        return new Side(bucket, Objects.requireNonNull(summary.get(bucket)));
    }

    @Override
    public @Nullable Summary inside(long bucket) {
        return inside.get(bucket);
    }

    @Override
    public @Nullable Double filled(long bucket, String function) {
        Side left = left(bucket);
        Side right = right(bucket);
        return switch (method) {
            case "zero" -> sinceInside(bucket) <= limit ? Double.valueOf(0) : null;
            case "previous" ->
                left == null ? null : Double.valueOf(left.summary().of(function));
            case "next" -> right == null ? null : Double.valueOf(right.summary().of(function));
            case "linear" -> {
                if (left == null || right == null) {
                    yield null;
                }
                double a = left.summary().of(function);
                double b = right.summary().of(function);
                yield left.bucket() == right.bucket()
                        ? a
                        : a + (b - a) * ((double) (bucket - left.bucket()) / (right.bucket() - left.bucket()));
            }
            default -> null;
        };
    }

    /** The value at the bucket's start. */
    @Nullable
    Double at(long bucket) {
        if (bucket < from) {
            return null;
        }
        if (lastOf.containsKey(bucket)) {
            return lastOf.get(bucket);
        }
        Map.Entry<Long, Double> left = lastOf.lowerEntry(bucket);
        Map.Entry<Long, Double> right = lastOf.higherEntry(bucket);
        boolean near = left(bucket) != null;
        boolean nearAhead = inside.containsKey(bucket) || right(bucket) != null;
        return switch (method) {
            case "previous" -> left == null || !near ? null : left.getValue();
            case "next" -> right == null || !nearAhead ? null : right.getValue();
            case "linear" ->
                left == null || right == null || !near
                        ? null
                        : left.getValue()
                                + (right.getValue() - left.getValue())
                                        * ((double) (bucket - left.getKey()) / (right.getKey() - left.getKey()));
            default -> null;
        };
    }

    private @Nullable Side left(long bucket) {
        Map.Entry<Long, Summary> within = inside.lowerEntry(bucket);
        Side side = within != null ? new Side(within.getKey(), within.getValue()) : before;
        return side == null
                        || method.equals("next")
                        || steps(side.bucket(), bucket) <= limit && !cut(side, within == null, bucket)
                ? side
                : null;
    }

    private @Nullable Side right(long bucket) {
        Map.Entry<Long, Summary> within = inside.higherEntry(bucket);
        Side side = within != null ? new Side(within.getKey(), within.getValue()) : after;
        if (side == null || !method.equals("next")) {
            return side;
        }
        int steps = steps(bucket, side.bucket());
        boolean own = within == null && side.bucket() == buckets.get(buckets.size() - 1);
        return steps + (own ? 1 : 0) <= limit ? side : null;
    }

    /** Whether one more, the cut first bucket that is its own neighbour, is one too many. */
    private boolean cut(Side side, boolean outside, long bucket) {
        return outside && side.bucket() == buckets.get(0) && steps(side.bucket(), bucket) + 1 > limit;
    }

    private int sinceInside(long bucket) {
        Long last = inside.lowerKey(bucket);
        return last == null ? steps(buckets.get(0), bucket) + 1 : steps(last, bucket);
    }

    private int steps(long start, long end) {
        int steps = 0;
        for (long at = start; limit != UNLIMITED && at < end && steps <= limit; at = grid.next(at)) {
            steps++;
        }
        return steps;
    }
}
