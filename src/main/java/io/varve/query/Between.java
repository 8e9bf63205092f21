package io.varve.query;

import io.varve.timeseries.AggregateFunction;
import io.varve.timeseries.Micros;
import io.varve.timeseries.TimeRange;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A bucket's part of what goes on from point to point: the points before and after it count for where they reach into it,
 * so that buckets together are the whole.
 *
 * @param range the bucket, as far as it lies in the asked range
 * @param here what its points were folded into; null if it has none
 * @param before the last point before it is the last of this
 * @param after the first point after it is the first of this
 */
record Between(
        TimeRange range,
        @Nullable Partial here,
        @Nullable Partial before,
        @Nullable Partial after) {

    @Nullable
    Number value(AggregateFunction function) {
        return switch (function.kind()) {
            case TWA -> average(false);
            case TWA_LINEAR -> average(true);
            case DELTA -> delta();
            case INCREASE -> increase();
            case RATE -> {
                Double increase = increase();
                yield increase == null ? null : Double.valueOf(increase / seconds(range.from(), range.to()));
            }
            default -> throw new IllegalArgumentException(function.canonicalName());
        };
    }

    private @Nullable Double delta() {
        if (here == null) {
            return before == null ? null : Double.valueOf(0);
        }
        return here.last() - (before == null ? here.first() : before.last());
    }

    private @Nullable Double increase() {
        if (here == null) {
            return before == null ? null : Double.valueOf(0);
        }
        if (!here.steps().isKnown()) {
            return null;
        }
        return here.steps().rise() + (before == null ? 0 : Steps.rise(before.last(), here.first()));
    }

    private @Nullable Double average(boolean sloped) {
        Area area = area(sloped);
        return area == null ? null : Double.valueOf(area.size() / area.seconds());
    }

    /** Over what lies between two points; null where that is nothing. */
    private @Nullable Area area(boolean sloped) {
        if (here == null) {
            return before == null || after == null
                    ? null
                    : new Area(
                            area(before, after, range.from(), range.to(), sloped), seconds(range.from(), range.to()));
        }
        if (!here.steps().isKnown()) {
            return null;
        }
        double area = sloped ? here.steps().sloped() : here.steps().held();
        double covered = seconds(here.firstTime(), here.lastTime());
        if (before != null) {
            area += area(before, here, range.from(), here.firstTime(), sloped);
            covered += seconds(range.from(), here.firstTime());
        }
        if (after != null) {
            area += area(here, after, here.lastTime(), range.to(), sloped);
            covered += seconds(here.lastTime(), range.to());
        }
        return covered == 0 ? null : new Area(area, covered);
    }

    /** Of several series: the average over all of their time, or what they come to together; null where none has any. */
    static @Nullable Number value(List<Between> series, AggregateFunction function) {
        if (function.needsSteps() && series.stream().anyMatch(Between::isUnknown)) {
            return null;
        }
        return switch (function.kind()) {
            case TWA -> average(series, false);
            case TWA_LINEAR -> average(series, true);
            default -> {
                List<Number> values = series.stream()
                        .map(each -> each.value(function))
                        .flatMap(Stream::ofNullable)
                        .toList();
                yield values.isEmpty()
                        ? null
                        : Double.valueOf(
                                values.stream().mapToDouble(Number::doubleValue).sum());
            }
        };
    }

    /** Whether nobody knows what lies between its points. */
    private boolean isUnknown() {
        return here != null && !here.steps().isKnown();
    }

    private static @Nullable Double average(List<Between> series, boolean sloped) {
        double size = 0;
        double seconds = 0;
        for (Between each : series) {
            Area area = each.area(sloped);
            size += area == null ? 0 : area.size();
            seconds += area == null ? 0 : area.seconds();
        }
        return seconds == 0 ? null : Double.valueOf(size / seconds);
    }

    /** Values over time, and that time. */
    private record Area(double size, double seconds) {}

    /** Of a stretch between the last point of one and the first of the other. */
    private static double area(Partial left, Partial right, long from, long to, boolean sloped) {
        double value = sloped ? (on(left, right, from) + on(left, right, to)) / 2 : left.last();
        return value * seconds(from, to);
    }

    private static double on(Partial left, Partial right, long time) {
        long length = right.firstTime() - left.lastTime();
        double share = length == 0 ? 0 : (double) (time - left.lastTime()) / length;
        return left.last() + (right.first() - left.last()) * share;
    }

    private static double seconds(long from, long to) {
        return (double) (to - from) / Micros.SECOND;
    }
}
