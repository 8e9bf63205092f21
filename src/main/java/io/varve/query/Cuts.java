package io.varve.query;

import io.varve.timeseries.BucketWidth;
import io.varve.timeseries.TimeRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Times at which one asked bucket ends and the next begins, where these are not made of whole buckets of a tier at all
 * times: tells which stretches of a range still are.
 */
final class Cuts {

    private final long[] times;

    /** Times in ascending order. */
    Cuts(long[] times) {
        this.times = times;
    }

    /**
     * Stretches of whole buckets of the width, none of which reaches over a cut.
     *
     * @param shortest a shorter one beside a cut is left out
     */
    List<TimeRange> whole(long from, long to, BucketWidth width, long shortest) {
        List<TimeRange> stretches = new ArrayList<>();
        long end = width.floor(to);
        long start = width.ceil(from);
        for (int i = after(start); i < times.length && times[i] < end; i++) {
            long before = width.floor(times[i]);
            if (before < times[i] && before >= start) {
                add(stretches, start, before, shortest);
                start = width.next(before);
            }
        }
        boolean uncut = stretches.isEmpty() && start == width.ceil(from);
        add(stretches, start, end, uncut ? 0 : shortest);
        return stretches;
    }

    /** Whether no bucket of the width, of those in the range, reaches over a cut. */
    boolean spare(TimeRange range, BucketWidth width) {
        for (int i = after(range.from()); i < times.length && times[i] < range.to(); i++) {
            if (width.floor(times[i]) < times[i]) {
                return false;
            }
        }
        return true;
    }

    private static void add(List<TimeRange> stretches, long from, long to, long shortest) {
        if (from < to && to - from >= shortest) {
            stretches.add(new TimeRange(from, to));
        }
    }

    /** The first cut after this time. */
    private int after(long time) {
        int found = Arrays.binarySearch(times, time);
        return found < 0 ? -found - 1 : found + 1;
    }
}
