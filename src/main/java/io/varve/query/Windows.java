package io.varve.query;

import io.varve.timeseries.Buckets;
import io.varve.timeseries.TimeParser;
import io.varve.timeseries.TimeRange;
import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * The windows that end in a range, and the pieces they are put together from.
 *
 * <pre>
 *  windows    (----------------t1]
 *                  (----------------t2]
 *                       (----------------t3]
 *  cuts       |    |    |      |    |    |
 * </pre>
 *
 * A piece is what lies between two cuts. Points are in whole microseconds, so a window open at its start begins a
 * microsecond later, and one closed at its end ends a microsecond later: that is where the cuts are.
 *
 * @param ends of the windows, ascending: what rows are called by
 * @param starts of the same windows, inclusive
 * @param cuts all starts, and a microsecond after all ends, ascending
 * @param longest the most pieces that a window has
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Windows(long[] ends, long[] starts, long[] cuts, int longest) {

    static Windows of(Sliding window, Buckets steps, TimeRange range) {
        long[] ends = Arrays.stream(steps.starts(range))
                .filter(end -> end >= range.from())
                .toArray();
        long[] starts = Arrays.stream(ends)
                .map(end -> Math.max(TimeParser.MIN, window.before(end) + 1))
                .toArray();
        long[] cuts = LongStream.concat(
                        Arrays.stream(starts), Arrays.stream(ends).map(end -> end + 1))
                .sorted()
                .distinct()
                .toArray();
        int longest = 0;
        for (int i = 0; i < ends.length; i++) {
            longest = Math.max(longest, Arrays.binarySearch(cuts, ends[i] + 1) - Arrays.binarySearch(cuts, starts[i]));
        }
        Windows windows = new Windows(ends, starts, cuts, longest);
        return window.inPieces() && ends.length > 0 ? windows.pieces() : windows;
    }

    /** What lies between two cuts each as a window of its own, also where that is part of no window. */
    private Windows pieces() {
        return new Windows(
                Arrays.stream(cuts, 1, cuts.length).map(end -> end - 1).toArray(),
                Arrays.copyOf(cuts, cuts.length - 1),
                cuts,
                1);
    }

    boolean isEmpty() {
        return ends.length == 0;
    }

    /** From the first point that can be in a window to the last. */
    TimeRange points() {
        return new TimeRange(cuts[0], cuts[cuts.length - 1]);
    }

    /** How many pieces are merged into one before they are merged into windows. */
    int block() {
        return longest <= 64 ? 1 : (int) Math.ceil(Math.sqrt(longest));
    }

    /** How many pieces and blocks are merged in all, of one group. */
    long merges() {
        int block = block();
        return ends.length * (block == 1 ? longest : 2L * block + longest / block);
    }
}
