package io.varve.timeseries;

/** The half-open stretch of time {@code [from, to)}, both in epoch microseconds; never empty. */
public record TimeRange(long from, long to) {

    public TimeRange {
        if (from >= to) {
            throw new IllegalArgumentException("a range must end after it starts: [" + from + ", " + to + ")");
        }
    }

    public boolean contains(long micros) {
        return from <= micros && micros < to;
    }

    public boolean contains(TimeRange other) {
        return from <= other.from && other.to <= to;
    }

    public boolean overlaps(TimeRange other) {
        return from < other.to && other.from < to;
    }

    /** Length in microseconds. */
    public long length() {
        return Math.subtractExact(to, from);
    }
}
