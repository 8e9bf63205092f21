package io.varve.rollup;

/**
 * How much is done at once, 1 being the usual, so that it takes about as long as it should: what took longer makes it smaller,
 * what took less and left something to do makes it larger. What left nothing says nothing about how much could be done.
 *
 * @param size from {@link #LEAST} to {@link #MOST}
 */
record Window(double size) {

    static final double LEAST = 1.0 / 4096;
    static final double MOST = 4;

    /** More rows than this are not written at once, however quickly: a transaction holds on to them. */
    static final long MOST_ROWS = 1_000_000;

    /** One measurement changes it by no more than this. */
    private static final double STRIDE = 4;

    /** What is this close is left as it is. */
    private static final double CLOSE = 1.25;

    Window {
        size = Math.min(MOST, Math.max(LEAST, size));
    }

    /**
     * What was done at once.
     *
     * @param used which part of the window, more than 0 up to 1: there may not have been as much
     * @param isFull whether it left something to do
     */
    record Measured(double seconds, long rows, double used, boolean isFull) {}

    Window after(Measured measured, double target) {
        double ratio = Math.min(
                target / Math.max(measured.seconds(), 1e-6), (double) MOST_ROWS / Math.max(measured.rows(), 1));
        if (ratio > 1 / CLOSE && ratio < CLOSE) {
            return this;
        }
        if (ratio > 1) {
            return measured.isFull() ? times(Math.min(STRIDE, ratio)) : this;
        }
        return times(Math.min(1, measured.used()) * Math.max(1 / STRIDE, ratio));
    }

    Window times(double factor) {
        return new Window(size * factor);
    }
}
