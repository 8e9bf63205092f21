package io.varve.query;

/**
 * What lies between the points of a bucket, from the first to the last of them.
 *
 * @param held integral over seconds, each value holding until the next
 * @param sloped the same with a straight line from value to value
 * @param rise sum of what a counter has grown by
 */
record Steps(double held, double sloped, double rise) {

    /** A point came in between after the others were gone. */
    static final Steps UNKNOWN = new Steps(Double.NaN, Double.NaN, Double.NaN);

    /** With those of later points, and of what lies between. */
    Steps then(Steps between, Steps next) {
        return new Steps(
                held + between.held + next.held,
                sloped + between.sloped + next.sloped,
                rise + between.rise + next.rise);
    }

    /** From one point to the next. */
    static Steps of(double seconds, double from, double to) {
        return new Steps(from * seconds, (from + to) / 2 * seconds, rise(from, to));
    }

    boolean isKnown() {
        return !Double.isNaN(rise);
    }

    /** What a counter has grown by: one that is less than before has begun again from 0. */
    static double rise(double from, double to) {
        return to >= from ? to - from : to;
    }
}
