package io.varve.query;

import io.varve.timeseries.AggregateFunction;
import io.varve.timeseries.FillMethod;
import io.varve.timeseries.Micros;
import io.varve.timeseries.TimeRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands in one field of a bucket of which not all is known from its own points.
 *
 * @param bucket its start
 * @param here what its points were folded into; null if it has none
 * @param before the last bucket before it that has points; null if there is none, or it is too far to fill from
 * @param after the first one after it, likewise
 * @param reached whether as many buckets in a row may be filled
 * @param between for functions for which the points beside the bucket count, of each series; empty if there are none
 * @param part the bucket, as far as it lies in the asked range
 * @param total of the range's points up to the bucket's end
 * @param starts whether its start lies in the asked range
 */
record Filling(
        FillMethod method,
        long bucket,
        @Nullable Partial here,
        @Nullable Known before,
        @Nullable Known after,
        boolean reached,
        boolean starts,
        TimeRange part,
        double total,
        List<Between> between) {

    /** The function's value; null where there is none. How many points, or sources, a bucket without points has is no guess: 0. */
    @Nullable
    Number value(AggregateFunction function) {
        if (function.kind() == AggregateFunction.Kind.AT) {
            return at();
        }
        if (function.accumulates()) {
            return total;
        }
        if (function.needsLength()) {
            return (here == null ? 0 : here.count()) * (double) Micros.SECOND / part.length();
        }
        if (function.goesBetween()) {
            return Between.value(between, function);
        }
        if (here != null) {
            return here.value(function);
        }
        return switch (function.kind()) {
            case COUNT, DISTINCT -> 0L;
            default -> made(function);
        };
    }

    /** Whether the method gave a value. */
    boolean fills() {
        return here == null
                && switch (method) {
                    case NONE, NULL -> false;
                    case ZERO -> reached;
                    case PREVIOUS -> before != null;
                    case NEXT -> after != null;
                    case LINEAR -> before != null && after != null;
                };
    }

    /** Whether no point lies at the bucket's start, but the method gave a value for it. */
    boolean fillsStart() {
        return !(here != null && here.firstTime() == bucket) && at() != null;
    }

    private @Nullable Number made(AggregateFunction function) {
        return switch (method) {
            case NONE, NULL -> null;
            case ZERO -> reached ? Double.valueOf(0) : null;
            case PREVIOUS -> before == null ? null : before.partial().value(function);
            case NEXT -> after == null ? null : after.partial().value(function);
            case LINEAR -> before == null || after == null ? null : between(before, after, function);
        };
    }

    private @Nullable Number between(Known left, Known right, AggregateFunction function) {
        Number from = left.partial().value(function);
        Number to = right.partial().value(function);
        return from == null || to == null
                ? null
                : Double.valueOf(line(left.bucket(), from.doubleValue(), right.bucket(), to.doubleValue()));
    }

    /** The value at the bucket's start, from the nearest points: of this bucket, or of those beside it. */
    private @Nullable Number at() {
        if (!starts) {
            return null;
        }
        if (here != null && here.firstTime() == bucket) {
            return here.first();
        }
        Partial left = before == null ? null : before.partial();
        Partial right = here != null ? here : after == null ? null : after.partial();
        return switch (method) {
            case NONE, NULL, ZERO -> null;
            case PREVIOUS -> left == null ? null : Double.valueOf(left.last());
            case NEXT -> right == null ? null : Double.valueOf(right.first());
            case LINEAR ->
                left == null || right == null
                        ? null
                        : Double.valueOf(line(left.lastTime(), left.last(), right.firstTime(), right.first()));
        };
    }

    private double line(long fromTime, double from, long toTime, double to) {
        return fromTime == toTime ? from : from + (to - from) * ((double) (bucket - fromTime) / (toTime - fromTime));
    }
}
