package io.varve.exactness;

import io.varve.support.NaiveCalendar;
import io.varve.support.NaiveRollup;
import io.varve.support.NaiveRollup.Key;
import io.varve.support.NaiveRollup.Summary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What an answer of sliding windows has to be: each looks at all points, and each fill at all windows. */
final class WindowOracle implements Filled {

    private static final long SECOND = 1_000_000L;

    /** What clocks that are put back may make a day longer by. */
    private static final long CHANGE = 2 * 3600 * SECOND;

    private final NaiveRollup points;
    private final Predicate<Key> which;
    private final NaiveCalendar calendar;
    private final Grid grid;
    private final String window;
    private final String method;
    private final int limit;
    private final List<Long> ticks;
    private final NavigableSet<Long> times = new TreeSet<>();
    private final Map<Long, Summary> summaries = new HashMap<>();
    private final Map<Long, Optional<Long>> lefts = new HashMap<>();
    private final Map<Long, Optional<Long>> rights = new HashMap<>();

    WindowOracle(
            NaiveRollup points,
            Predicate<Key> which,
            NaiveCalendar calendar,
            String window,
            long from,
            long to,
            String method,
            int limit) {
        this.points = points;
        this.which = which;
        this.calendar = calendar;
        this.grid = Grid.of(calendar);
        this.window = window;
        this.method = method;
        this.limit = limit;
        this.ticks = grid.starts(from, to).stream().filter(tick -> tick >= from).toList();
        points.points().keySet().stream().filter(which).forEach(key -> times.add(key.micros()));
    }

    /** All times that rows are about. */
    List<Long> ticks() {
        return ticks;
    }

    @Override
    public @Nullable Summary inside(long tick) {
        return has(tick) ? summaries.computeIfAbsent(tick, this::summary) : null;
    }

    private Summary summary(long tick) {
        return Objects.requireNonNull(
                points.rollup(time -> tick, before(tick) + 1, tick + 1, which).get(tick));
    }

    @Override
    public @Nullable Double filled(long tick, String function) {
        Long left = left(tick);
        Long right = right(tick);
        return switch (method) {
            case "zero" -> {
                int since = left != null && left >= ticks.get(0) ? steps(left, tick) : steps(ticks.get(0), tick) + 1;
                yield since <= limit ? Double.valueOf(0) : null;
            }
            case "previous" -> left == null || steps(left, tick) > limit ? null : of(left, function);
            case "next" -> right == null || steps(tick, right) > limit ? null : of(right, function);
            case "linear" ->
                left == null || right == null || steps(left, tick) > limit
                        ? null
                        : Double.valueOf(of(left, function)
                                + (of(right, function) - of(left, function))
                                        * ((double) (tick - left) / (right - left)));
            default -> null;
        };
    }

    private Double of(long tick, String function) {
        return Objects.requireNonNull(inside(tick)).of(function);
    }

    private long before(long tick) {
        return calendar.before(window, tick);
    }

    private boolean has(long tick) {
        Long last = times.floor(tick);
        return last != null && last > before(tick);
    }

    /** The last window with points that ends before this one. */
    private @Nullable Long left(long tick) {
        long at = grid.floor(tick - 1);
        return lefts.computeIfAbsent(at, from -> Optional.ofNullable(lastUpTo(from)))
                .orElse(null);
    }

    private @Nullable Long lastUpTo(long from) {
        long at = from;
        while (!has(at)) {
            Long last = times.floor(at);
            if (last == null) {
                return null;
            }
            at = Math.min(grid.floor(at - 1), grid.floor(last + longest()));
            while (at >= last && before(at) >= last) {
                at = grid.floor(at - 1);
            }
        }
        return at;
    }

    /** The first one that ends after it. */
    private @Nullable Long right(long tick) {
        long at = grid.next(tick);
        return rights.computeIfAbsent(at, from -> Optional.ofNullable(firstFrom(from)))
                .orElse(null);
    }

    private @Nullable Long firstFrom(long from) {
        long at = from;
        while (!has(at)) {
            Long first = times.higher(before(at));
            if (first == null) {
                return null;
            }
            long start = grid.floor(first);
            at = start == first ? start : grid.next(start);
        }
        return at;
    }

    /** No window is longer. */
    private long longest() {
        long number = Long.parseLong(window.replaceAll("\\D", ""));
        long unit = switch (window.replaceAll("\\d", "")) {
            case "s" -> 1;
            case "m" -> 60;
            case "h" -> 3600;
            case "d" -> 86_400;
            default -> 31 * 86_400;
        };
        return number * unit * SECOND + CHANGE;
    }

    private int steps(long from, long to) {
        int steps = 0;
        for (long at = from; limit != FillOracle.UNLIMITED && at < to && steps <= limit; at = grid.next(at)) {
            steps++;
        }
        return steps;
    }
}
