package io.varve.support;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The oracle: points in a map, every question answered by looking at all of them. It shares nothing with the service; it
 * reckons calendars by java.time and sums exactly.
 */
public final class NaiveRollup {

    /** What identifies a point. {@code micros} are microseconds since 1970. */
    public record Key(String series, long micros, long source) {}

    /**
     * What is known of one bucket.
     *
     * @param variance the sample variance, NaN for a single point
     * @param values in ascending order
     * @param sources those other than 0
     */
    public record Summary(
            long count,
            double sum,
            double min,
            double max,
            double avg,
            double first,
            double last,
            double variance,
            List<Double> values,
            Set<Long> sources) {

        public double of(String function) {
            return switch (function) {
                case "count" -> count;
                case "sum" -> sum;
                case "min" -> min;
                case "max" -> max;
                case "avg" -> avg;
                case "first" -> first;
                case "last" -> last;
                case "variance" -> variance;
                case "stddev" -> Math.sqrt(variance);
                case "median" -> quantile(0.5);
                case "distinct" -> sources.size();
                case "mode" -> mode();
                default -> quantile(Double.parseDouble(function.substring(1)) / 100);
            };
        }

        /** Interpolated between the two values nearest to the place, as PostgreSQL's percentile_cont. */
        private double quantile(double fraction) {
            double place = fraction * (values.size() - 1);
            double below = values.get((int) Math.floor(place));
            double above = values.get((int) Math.ceil(place));
            return below + (place - Math.floor(place)) * (above - below);
        }

        /** The smallest of the most frequent values. */
        private double mode() {
            SortedMap<Double, Integer> counts = new TreeMap<>();
            values.forEach(value -> counts.merge(value, 1, Integer::sum));
            int most = Collections.max(counts.values());
            return counts.entrySet().stream()
                    .filter(entry -> entry.getValue() == most)
                    .findFirst()
                    .orElseThrow()
                    .getKey();
        }
    }

    private static final Comparator<Key> ORDER =
            Comparator.comparingLong(Key::micros).thenComparingLong(Key::source).thenComparing(Key::series);

    private final NavigableMap<Key, Double> points = new TreeMap<>(ORDER);

    public void put(String series, long micros, long source, double value) {
        points.put(new Key(series, micros, source), value);
    }

    public long remove(Predicate<Key> which) {
        int before = points.size();
        points.keySet().removeIf(which);
        return before - points.size();
    }

    public NavigableMap<Key, Double> points() {
        return points;
    }

    /** Summaries of the points in [from, to) that fulfil the condition, by start of bucket. */
    public SortedMap<Long, Summary> rollup(String interval, long from, long to, Predicate<Key> which) {
        return rollup((long micros) -> bucketStart(interval, micros), from, to, which);
    }

    /** The same, whatever the buckets: a function from a time to the start of its bucket. */
    public SortedMap<Long, Summary> rollup(LongUnaryOperator bucket, long from, long to, Predicate<Key> which) {
        SortedMap<Long, List<Key>> buckets = new TreeMap<>();
        for (Key key : points.keySet()) {
            if (key.micros() >= from && key.micros() < to && which.test(key)) {
                buckets.computeIfAbsent(bucket.applyAsLong(key.micros()), start -> new ArrayList<>())
                        .add(key);
            }
        }
        SortedMap<Long, Summary> result = new TreeMap<>();
        buckets.forEach((start, keys) -> result.put(start, summarise(keys)));
        return result;
    }

    /** {@code min hour day week month year}, or a number of seconds followed by {@code s}. */
    public static long bucketStart(String interval, long micros) {
        if (interval.endsWith("s")) {
            long width = Long.parseLong(interval.substring(0, interval.length() - 1)) * 1_000_000L;
            return Math.floorDiv(micros, width) * width;
        }
        LocalDateTime time = LocalDateTime.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), (int) Math.floorMod(micros, 1_000_000L) * 1000, ZoneOffset.UTC);
        LocalDateTime day = time.truncatedTo(ChronoUnit.DAYS);
        LocalDateTime start = switch (interval) {
            case "min" -> time.truncatedTo(ChronoUnit.MINUTES);
            case "hour" -> time.truncatedTo(ChronoUnit.HOURS);
            case "day" -> day;
            case "week" -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case "month" -> day.withDayOfMonth(1);
            case "year" -> day.withDayOfYear(1);
            default -> throw new IllegalArgumentException(interval);
        };
        return micros(start.toInstant(ZoneOffset.UTC));
    }

    public static long micros(Instant instant) {
        return Math.addExact(instant.getEpochSecond() * 1_000_000L, instant.getNano() / 1000);
    }

    /** Keys come in order of time, then source, then series; the first of a time is the one of its highest source. */
    private Summary summarise(List<Key> keys) {
        List<Double> values = keys.stream().map(this::value).toList();
        BigDecimal count = BigDecimal.valueOf(keys.size());
        BigDecimal sum = values.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal mean = sum.divide(count, MathContext.DECIMAL128);
        BigDecimal squares = values.stream()
                .map(value -> new BigDecimal(value).subtract(mean).pow(2))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        long firstTime = keys.get(0).micros();
        Key first = keys.stream()
                .filter(key -> key.micros() == firstTime)
                .reduce((a, b) -> b)
                .orElseThrow();
        Key last = keys.get(keys.size() - 1);
        return new Summary(
                keys.size(),
                sum.doubleValue(),
                values.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
                values.stream().mapToDouble(Double::doubleValue).max().orElseThrow(),
                mean.doubleValue(),
                value(first),
                value(last),
                keys.size() < 2 ? Double.NaN : squares.doubleValue() / (keys.size() - 1),
                values.stream().sorted().toList(),
                keys.stream().map(Key::source).filter(source -> source != 0).collect(Collectors.toSet()));
    }

    private double value(Key key) {
        return Objects.requireNonNull(points.get(key));
    }
}
