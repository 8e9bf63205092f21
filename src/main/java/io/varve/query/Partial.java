package io.varve.query;

import io.varve.timeseries.AggregateFunction;
import io.varve.timeseries.Micros;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a bucket's points were folded into. Members that no asked function needs are 0.
 *
 * @param m2 sum of the squared distances from the mean
 * @param distribution null when no asked function needs it
 * @param between likewise
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
        long lastTime,
        @Nullable Distribution distribution,
        @Nullable Steps between) {

    /** Of no points. */
    static final Partial NOTHING = new Partial(0, 0, 0, 0, 0, 0, 0, 0, 0, null, null);

    /** Of a single point. */
    static Partial of(long time, double value) {
        return new Partial(1, value, 0, value, value, value, value, time, time, null, null);
    }

    /** The function's value: a Long for count, else a Double; null where it is not defined (variance of one point). */
    @Nullable
    Number value(AggregateFunction function) {
        return switch (function.kind()) {
            case COUNT -> count;
            case SUM -> sum;
            case MIN -> min;
            case MAX -> max;
            case AVG -> sum / count;
            case FIRST -> first;
            case LAST -> last;
            case RANGE -> max - min;
            case AT, DELTA, TWA, TWA_LINEAR, INCREASE, RATE, COUNT_RATE, CUMULATIVE ->
                throw new IllegalStateException("a bucket's points alone do not tell");
            case QUANTILE, DISTINCT, MODE ->
                Objects.requireNonNull(distribution, "read for it").value(function);
            case VARIANCE -> variance();
            case STDDEV -> {
                Double variance = variance();
                yield variance == null ? null : Double.valueOf(Math.sqrt(variance));
            }
        };
    }

    /** With points that are later than all of its own: first and last of them, and what goes on between them. */
    Partial then(Partial next) {
        Steps steps = between == null || next.between == null
                ? null
                : between.then(
                        Steps.of((next.firstTime - lastTime) / (double) Micros.SECOND, last, next.first), next.between);
        return new Partial(count + next.count, 0, 0, 0, 0, first, next.last, firstTime, next.lastTime, null, steps);
    }

    Steps steps() {
        return Objects.requireNonNull(between, "read for it");
    }

    private @Nullable Double variance() {
        return count < 2 ? null : Math.max(m2, 0) / (count - 1);
    }

    /** Collects the parts of one row. */
    static final class Builder {

        private final double[] parts = new double[PartialColumn.values().length];
        private @Nullable Distribution distribution;
        private @Nullable Steps steps;

        void put(PartialColumn column, double value) {
            parts[column.ordinal()] = value;
        }

        void put(Distribution more) {
            distribution = more;
        }

        void put(Steps more) {
            steps = more;
        }

        /** What is known of it so far. */
        Distribution distribution() {
            return distribution == null ? Distribution.NOTHING : distribution;
        }

        Partial build() {
            return new Partial(
                    (long) parts[0],
                    parts[1],
                    parts[2],
                    parts[3],
                    parts[4],
                    parts[5],
                    parts[6],
                    (long) parts[7],
                    (long) parts[8],
                    distribution,
                    steps);
        }
    }
}
