package io.varve.query;

import io.varve.timeseries.TimeParser;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pieces of windows in which a series has points, in order of time, and its nearest points beside them. Windows are merged from them by
 * a tree, as a difference of two running totals would lose digits.
 */
final class Pieces {

    private final List<Long> ends = new ArrayList<>();
    private final List<Partial> partials = new ArrayList<>();
    private @Nullable Partial before;
    private @Nullable Partial after;
    private @Nullable Partial[] merged = new Partial[0];

    /** {@code end} is its last microsecond. */
    void add(long end, Partial partial) {
        ends.add(end);
        partials.add(partial);
    }

    /** Its last point is the last one before all pieces, as far as is known. */
    void before(Partial earlier) {
        before = before == null || before.lastTime() < earlier.lastTime() ? earlier : before;
    }

    /** Its first point is the first one after all of them. */
    void after(Partial later) {
        after = after == null || after.firstTime() > later.firstTime() ? later : after;
    }

    /** Before when everything lies that they depend on. */
    long reach() {
        return after == null ? TimeParser.MAX : after.firstTime() + 1;
    }

    /** What goes on in each of the windows that end there. */
    List<Between> windows(List<Long> ticks, Sliding window) {
        merge();
        List<Between> betweens = new ArrayList<>();
        for (long tick : ticks) {
            int low = upTo(window.before(tick));
            int high = upTo(tick);
            betweens.add(new Between(
                    window.reaching(tick),
                    between(low, high),
                    low > 0 ? partials.get(low - 1) : before,
                    high < partials.size() ? partials.get(high) : after));
        }
        return betweens;
    }

    /** How many pieces end no later. */
    private int upTo(long time) {
        int found = Collections.binarySearch(ends, time);
        return found < 0 ? -found - 1 : found + 1;
    }

    /** A tree: below place i are the places 2 i and 2 i + 1, at its bottom the pieces. */
    private void merge() {
        int size = partials.size();
        merged = new Partial[2 * size];
        for (int i = 0; i < size; i++) {
            merged[size + i] = partials.get(i);
        }
        for (int i = size - 1; i > 0; i--) {
            merged[i] = then(merged[2 * i], merged[2 * i + 1]);
        }
    }

    /** All from the one place to before the other; null for none. */
    private @Nullable Partial between(int low, int high) {
        Partial left = null;
        Partial right = null;
        int from = low + partials.size();
        int to = high + partials.size();
        while (from < to) {
            if (from % 2 == 1) {
                left = then(left, merged[from++]);
            }
            if (to % 2 == 1) {
                right = then(merged[--to], right);
            }
            from /= 2;
            to /= 2;
        }
        return then(left, right);
    }

    private static @Nullable Partial then(@Nullable Partial left, @Nullable Partial right) {
        return left == null || right == null ? (left == null ? right : left) : left.then(right);
    }
}
