package io.varve.support;

import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * What goes on from point to point of one series, by looking at them one after the other: the oracle of {@code twa}, {@code twa_linear},
 * {@code delta}, {@code increase} and {@code rate}.
 *
 * @param points all of the series, by epoch micros
 * @param from where the stretch begins
 * @param to where it ends
 * @param closed whether a point at its end belongs to it and one at its beginning does not, as with windows
 */
public record NaiveMovement(NavigableMap<Long, Double> points, long from, long to, boolean closed) {

    private static final double SECOND = 1e6;

    public @Nullable Double of(String function) {
        return switch (function) {
            case "twa" -> average(false);
            case "twa_linear" -> average(true);
            case "delta" -> delta();
            case "increase" -> increase();
            case "rate" -> {
                Double increase = increase();
                yield increase == null ? null : Double.valueOf(increase / seconds(from, to));
            }
            default -> throw new IllegalArgumentException(function);
        };
    }

    public @Nullable Double average(boolean sloped) {
        return covered() == 0 ? null : Double.valueOf(area(sloped) / covered());
    }

    /** Seconds of the stretch that lie between two points. */
    public double covered() {
        return points.isEmpty()
                ? 0
                : Math.max(0, seconds(Math.max(from, points.firstKey()), Math.min(to, points.lastKey())));
    }

    /** In steps between the times at which anything changes. */
    public double area(boolean sloped) {
        double area = 0;
        Map.Entry<Long, Double> left = null;
        for (Map.Entry<Long, Double> right : points.entrySet()) {
            if (left != null) {
                long a = Math.max(from, left.getKey());
                long b = Math.min(to, right.getKey());
                if (a < b) {
                    double slope = (right.getValue() - left.getValue()) / (right.getKey() - left.getKey());
                    double middle = left.getValue() + slope * ((a - left.getKey()) / 2.0 + (b - left.getKey()) / 2.0);
                    area += seconds(a, b) * (sloped ? middle : left.getValue());
                }
            }
            left = right;
        }
        return area;
    }

    public @Nullable Double delta() {
        Map.Entry<Long, Double> last = closed ? points.floorEntry(to) : points.lowerEntry(to);
        if (last == null) {
            return null;
        }
        Map.Entry<Long, Double> before = closed ? points.floorEntry(from) : points.lowerEntry(from);
        return last.getValue() - (before == null ? points.firstEntry() : before).getValue();
    }

    public @Nullable Double increase() {
        if ((closed ? points.floorEntry(to) : points.lowerEntry(to)) == null) {
            return null;
        }
        double sum = 0;
        Map.Entry<Long, Double> left = null;
        for (Map.Entry<Long, Double> right : points.entrySet()) {
            if (left != null && isInside(right.getKey())) {
                double step = right.getValue() - left.getValue();
                sum += step >= 0 ? step : right.getValue();
            }
            left = right;
        }
        return sum;
    }

    private boolean isInside(long time) {
        return closed ? time > from && time <= to : time >= from && time < to;
    }

    private static double seconds(long from, long to) {
        return (to - from) / SECOND;
    }
}
