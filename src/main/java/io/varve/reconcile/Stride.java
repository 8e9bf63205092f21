package io.varve.reconcile;

import io.varve.timeseries.BucketWidth;
import io.varve.timeseries.Micros;

/**
 * How much one step looks at, so that it is neither a long transaction nor one of thousands: a number of series times a
 * stretch of time that adapts to how many points are found in it. At least a bucket of one series.
 */
final class Stride {

    private static final int MAX_SERIES = 1_000;
    private static final double WANTED_POINTS = 1_000_000;
    private static final double MIN = 3_600.0 * Micros.SECOND;
    private static final double MAX = 100 * 366.0 * Micros.DAY;

    /** In microseconds of one series. */
    private double budget = 100.0 * Micros.DAY;
    /** What it was after the latest step that found points: of other series, nothing else is known. */
    private double proven = budget;

    /** With how many series to begin next, if buckets are this wide. */
    int series(BucketWidth width) {
        budget = proven;
        double least = Math.max(width.next(0), Micros.DAY);
        return (int) Math.max(1, Math.min(MAX_SERIES, budget / least));
    }

    /** The end of the step that begins at a bucket, with so many series. */
    long end(BucketWidth width, long from, int series) {
        return Math.max(width.next(from), width.floor(from + (long) (budget / series)));
    }

    /** Takes what the latest step found into account. */
    void found(long points) {
        double change = Math.max(0.25, Math.min(4, WANTED_POINTS / Math.max(1, points)));
        budget = Math.max(MIN, Math.min(MAX, budget * change));
        proven = points > 0 ? budget : proven;
    }
}
