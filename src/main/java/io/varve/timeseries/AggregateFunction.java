package io.varve.timeseries;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a bucket's points are folded into. Standard deviation and variance are those of a sample (n - 1).
 *
 * @param canonicalName the name in queries and answers
 * @param fraction of the points that are below a quantile; 0 for other functions
 */
public record AggregateFunction(Kind kind, String canonicalName, double fraction) {

    /** How it is computed. */
    public enum Kind {
        COUNT,
        SUM,
        MIN,
        MAX,
        AVG,
        FIRST,
        LAST,
        STDDEV,
        VARIANCE,
        /** The value at the bucket's start, by the points before and after. */
        AT,
        /** Highest less lowest. */
        RANGE,
        /** Last less what was last before the bucket. */
        DELTA,
        /** Average weighted by time, each value holding until the next. */
        TWA,
        /** The same with a straight line from value to value. */
        TWA_LINEAR,
        /** What a counter has grown by; one that becomes less has begun again. */
        INCREASE,
        /** That per second. */
        RATE,
        /** How many points there are per second of the bucket, as far as it lies in the range. */
        COUNT_RATE,
        /** Sum of all points of the range up to the bucket's end. */
        CUMULATIVE,
        QUANTILE,
        DISTINCT,
        MODE
    }

    public static final AggregateFunction COUNT = of(Kind.COUNT);
    public static final AggregateFunction SUM = of(Kind.SUM);
    public static final AggregateFunction MIN = of(Kind.MIN);
    public static final AggregateFunction MAX = of(Kind.MAX);
    public static final AggregateFunction AVG = of(Kind.AVG);
    public static final AggregateFunction FIRST = of(Kind.FIRST);
    public static final AggregateFunction LAST = of(Kind.LAST);
    public static final AggregateFunction STDDEV = of(Kind.STDDEV);
    public static final AggregateFunction VARIANCE = of(Kind.VARIANCE);
    public static final AggregateFunction AT = of(Kind.AT);
    public static final AggregateFunction RANGE = of(Kind.RANGE);
    public static final AggregateFunction DELTA = of(Kind.DELTA);
    public static final AggregateFunction TWA = of(Kind.TWA);
    public static final AggregateFunction TWA_LINEAR = of(Kind.TWA_LINEAR);
    public static final AggregateFunction INCREASE = of(Kind.INCREASE);
    public static final AggregateFunction RATE = of(Kind.RATE);
    public static final AggregateFunction COUNT_RATE = of(Kind.COUNT_RATE);
    public static final AggregateFunction CUMULATIVE = of(Kind.CUMULATIVE);
    public static final AggregateFunction MEDIAN = new AggregateFunction(Kind.QUANTILE, "median", 0.5);
    public static final AggregateFunction DISTINCT = of(Kind.DISTINCT);
    public static final AggregateFunction MODE = of(Kind.MODE);

    private static final List<AggregateFunction> NAMED = List.of(
            COUNT,
            SUM,
            MIN,
            MAX,
            AVG,
            FIRST,
            LAST,
            STDDEV,
            VARIANCE,
            RANGE,
            AT,
            DELTA,
            TWA,
            TWA_LINEAR,
            INCREASE,
            RATE,
            COUNT_RATE,
            CUMULATIVE,
            MEDIAN,
            DISTINCT,
            MODE);

    private static final String NAMES =
            NAMED.stream().map(AggregateFunction::canonicalName).collect(Collectors.joining(", "));

    private static final Pattern QUANTILE = Pattern.compile("p(\\d{1,2}(?:\\.\\d{1,6})?)");
    private static final BigDecimal LOWEST = new BigDecimal("0.1");
    private static final BigDecimal HIGHEST = new BigDecimal("99.9");

    /** Their names in queries and answers, in order, with commas between. */
    public static String names(Collection<AggregateFunction> functions) {
        return functions.stream().map(AggregateFunction::canonicalName).collect(Collectors.joining(","));
    }

    /** Those with a name of their own: all but the quantiles {@code pN}. */
    public static List<AggregateFunction> named() {
        return NAMED;
    }

    /**
     * The function of that name in any case.
     *
     * @throws IllegalArgumentException if there is none; the message names those there are
     */
    public static AggregateFunction parse(String name) {
        String wanted = name.strip().toLowerCase(Locale.ROOT);
        Matcher quantile = QUANTILE.matcher(wanted);
        if (quantile.matches()) {
            return quantile(name, new BigDecimal(quantile.group(1)));
        }
        return NAMED.stream()
                .filter(function -> function.canonicalName.equals(wanted))
                .findFirst()
                .orElseThrow(() -> unknown(name));
    }

    /** Whether the function computes with the values; the others work on texts too. */
    public boolean isNumeric() {
        return switch (kind) {
            case COUNT, COUNT_RATE, FIRST, LAST, DISTINCT, MODE -> false;
            default -> true;
        };
    }

    /** Whether the answer is one of the points' values, of whatever kind they are. */
    public boolean isOneOfTheValues() {
        return kind == Kind.FIRST || kind == Kind.LAST || kind == Kind.MODE;
    }

    /** Whether the points before and after a bucket count too. */
    public boolean needsNeighbours() {
        return kind == Kind.AT || kind == Kind.DELTA || needsSteps();
    }

    /** Whether it goes on from point to point: all but {@code at} of those that need neighbours. */
    public boolean goesBetween() {
        return needsNeighbours() && kind != Kind.AT;
    }

    /** Whether the first point after a bucket counts: what a value comes to depends on how long it holds. */
    public boolean looksAhead() {
        return kind == Kind.TWA || kind == Kind.TWA_LINEAR;
    }

    /** Whether the way from point to point counts. */
    public boolean needsSteps() {
        return switch (kind) {
            case TWA, TWA_LINEAR, INCREASE, RATE -> true;
            default -> false;
        };
    }

    /** Whether everything of the range before a bucket counts too. */
    public boolean accumulates() {
        return kind == Kind.CUMULATIVE;
    }

    /** Whether it counts how long the bucket is. */
    public boolean needsLength() {
        return kind == Kind.COUNT_RATE;
    }

    /** Whether the answer cannot be made from counts, sums and extremes: it needs all points together. */
    public boolean needsDistribution() {
        return kind == Kind.QUANTILE || kind == Kind.DISTINCT || kind == Kind.MODE;
    }

    private static AggregateFunction quantile(String name, BigDecimal percent) {
        if (percent.compareTo(LOWEST) < 0 || percent.compareTo(HIGHEST) > 0) {
            throw unknown(name);
        }
        return new AggregateFunction(
                Kind.QUANTILE,
                "p" + percent.stripTrailingZeros().toPlainString(),
                percent.movePointLeft(2).doubleValue());
    }

    private static IllegalArgumentException unknown(String name) {
        return new IllegalArgumentException("'" + name.strip() + "' is not an aggregate function; there are " + NAMES
                + " and the quantiles p0.1 to p99.9");
    }

    private static AggregateFunction of(Kind kind) {
        return new AggregateFunction(kind, kind.name().toLowerCase(Locale.ROOT), 0);
    }
}
