package io.varve.query;

import io.varve.timeseries.Micros;
import io.varve.timeseries.TimeRange;

/**
 * How much of a range is read for one page of points: as much as the page probably takes, from the end it begins at. A
 * page that turns out to need more is read again from a wider stretch, so that it still comes from one statement.
 */
record PageWindow(TimeRange range, TimeRange read, boolean descending) {

    private static final long USUAL_DISTANCE = 10 * Micros.SECOND;
    private static final long SHORTEST = 60 * Micros.SECOND;
    private static final int STEEPEST = 64;

    /** For points that come at the usual distance. */
    static PageWindow first(TimeRange range, boolean descending, int limit, int series) {
        return of(range, descending, Math.max(SHORTEST, limit * USUAL_DISTANCE / series));
    }

    boolean isWhole() {
        return read.equals(range);
    }

    /** Wide enough for the page if points go on as in this window, which had so many. */
    PageWindow wider(int limit, int found) {
        double factor = 1.5 * limit / Math.max(1, found);
        return of(range, descending, (long) (read.length() * Math.min(STEEPEST, Math.max(2, factor))));
    }

    /** What is left after this one, for as many points. */
    PageWindow following(TimeRange rest, int wanted, int found) {
        double factor = (double) wanted / Math.max(1, found);
        double length = read.length() * Math.min(STEEPEST, Math.max(1.0 / STEEPEST, factor));
        return of(rest, descending, Math.max(1, (long) Math.min(length, Long.MAX_VALUE / 2)));
    }

    private static PageWindow of(TimeRange range, boolean descending, long length) {
        if (length >= range.length()) {
            return new PageWindow(range, range, descending);
        }
        TimeRange read = descending
                ? new TimeRange(range.to() - length, range.to())
                : new TimeRange(range.from(), range.from() + length);
        return new PageWindow(range, read, descending);
    }
}
