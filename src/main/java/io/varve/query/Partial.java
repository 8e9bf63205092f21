package io.varve.query;

import io.varve.timeseries.AggregateFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a bucket's points were folded into. Members that no asked function needs are 0.
 *
 * @param m2 sum of the squared distances from the mean
 */
record Partial(
        long count,
        double sum,
        double m2,
        double min,
        double max,
        double first,
        double last,
        long firstTime,
        long lastTime) {

    /** Of no points. */
    static final Partial NOTHING = new Partial(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** From the parts in the order of {@link PartialColumn}. */
    static Partial of(double[] parts) {
        return new Partial(
                (long) parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], parts[6], (long) parts[7], (long)
                        parts[8]);
    }

    /** The function's value: a Long for count, else a Double; null where it is not defined (variance of one point). */
    @Nullable
    Number value(AggregateFunction function) {
        return switch (function) {
            case COUNT -> count;
            case SUM -> sum;
            case MIN -> min;
            case MAX -> max;
            case AVG -> sum / count;
            case FIRST -> first;
            case LAST -> last;
            case AT -> throw new IllegalStateException("a bucket's points alone do not tell");
            case VARIANCE -> variance();
            case STDDEV -> {
                Double variance = variance();
                yield variance == null ? null : Double.valueOf(Math.sqrt(variance));
            }
        };
    }

    private @Nullable Double variance() {
        return count < 2 ? null : Math.max(m2, 0) / (count - 1);
    }
}
