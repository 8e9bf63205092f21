package io.varve.ingest;

/**
 * The points of one series and hour, packed as raw.chunk keeps them; raw.encode_sql packs the same way. What it finds is
 * checked to the bit: values that are not decimal numbers of few digits stay as they are. Used again for the next.
 */
final class Chunk {

    static final long HOUR = 3_600_000_000L;

    /** How much one value can differ from another to be held as an offset of so many bits. */
    private static final double SMALL_RANGE = (1L << 16) - 1;

    private static final double WIDE_RANGE = (1L << 32) - 1;
    private static final double SMALL_MIDDLE = 1L << 15;
    private static final double WIDE_MIDDLE = 1L << 31;

    /** Whole numbers below this leave room for base, slope and offset to be exact in float8. */
    private static final double MAX_WHOLE = 1L << 50;

    private static final double[] DIVISORS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};

    /** How times are kept. */
    enum Times {
        STEADY,
        SECONDS,
        MICROS
    }

    /** How values are kept. */
    enum Values {
        NONE,
        SMALL,
        WIDE,
        EXACT
    }

    int from;
    int count;
    Times times = Times.STEADY;
    Values values = Values.NONE;
    long step;
    double divisor;
    double base;
    double slope;
    boolean hasSources;
    private double[] whole = new double[512];

    static long hour(long time) {
        return Math.floorDiv(time, HOUR) * HOUR;
    }

    /** Packs the points from {@code from} up to {@code to}, which are of one series and hour and in order. */
    void pack(PointBlock points, int from, int to) {
        this.from = from;
        count = to - from;
        packTimes(points);
        packValues(points);
        hasSources = false;
        for (int i = from; i < to; i++) {
            hasSources |= points.source[i] != 0;
        }
    }

    /** The offset from base and slope of the point counted from 0. */
    int offset(int i) {
        return (int) (whole[i] - i * slope - base);
    }

    private void packTimes(PointBlock points) {
        long first = points.time[from];
        long span = points.time[from + count - 1] - first;
        step = count == 1 ? 0 : span / (count - 1);
        boolean steady = count == 1 || step > 0;
        boolean seconds = true;
        for (int i = 0; i < count; i++) {
            long time = points.time[from + i];
            steady &= time == first + i * step;
            seconds &= time % 1_000_000 == 0;
        }
        times = steady ? Times.STEADY : seconds ? Times.SECONDS : Times.MICROS;
    }

    private void packValues(PointBlock points) {
        values = Values.EXACT;
        divisor = divisor(points);
        if (divisor > 0) {
            double slopeAll = Math.rint((whole[count - 1] - whole[0]) / Math.max(1, count - 1));
            double level = range(0);
            double sloped = range(slopeAll);
            boolean bySlope = sloped == 0
                    || level > SMALL_RANGE && sloped <= SMALL_RANGE
                    || level > WIDE_RANGE && sloped <= WIDE_RANGE;
            slope = bySlope ? slopeAll : 0;
            place(bySlope ? sloped : level);
            if (!isExact(points)) {
                values = Values.EXACT;
            }
        }
    }

    private void place(double range) {
        if (range > WIDE_RANGE) {
            return;
        }
        values = range == 0 ? Values.NONE : range <= SMALL_RANGE ? Values.SMALL : Values.WIDE;
        base = least(slope) + (values == Values.NONE ? 0 : values == Values.SMALL ? SMALL_MIDDLE : WIDE_MIDDLE);
    }

    /** The power of ten that makes all values whole numbers, which are kept; 0 if there is none. */
    private double divisor(PointBlock points) {
        int digits = 0;
        for (int i = from; i < from + count; i++) {
            double value = points.value[i];
            while (digits < DIVISORS.length && Math.rint(value * DIVISORS[digits]) / DIVISORS[digits] != value) {
                digits++;
            }
        }
        if (digits == DIVISORS.length) {
            return 0;
        }
        if (whole.length < count) {
            whole = new double[Math.max(count, whole.length * 2)];
        }
        double largest = 0;
        for (int i = 0; i < count; i++) {
            whole[i] = Math.rint(points.value[from + i] * DIVISORS[digits]);
            largest = Math.max(largest, Math.abs(whole[i]));
        }
        return largest <= MAX_WHOLE ? DIVISORS[digits] : 0;
    }

    private double range(double slope) {
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            most = Math.max(most, whole[i] - i * slope);
        }
        return most - least(slope);
    }

    private double least(double slope) {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            least = Math.min(least, whole[i] - i * slope);
        }
        return least;
    }

    /** Whether what a reader computes is what was written: minus zero, for one, is not. */
    private boolean isExact(PointBlock points) {
        boolean exact = values != Values.EXACT;
        for (int i = 0; i < count && exact; i++) {
            double offset = values == Values.NONE ? 0 : offset(i);
            double read = (base + i * slope + offset) / divisor;
            exact = Double.doubleToRawLongBits(read) == Double.doubleToRawLongBits(points.value[from + i]);
        }
        return exact;
    }
}
