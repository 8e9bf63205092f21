package io.varve.timeseries;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a bucket's points are folded into. Standard deviation and variance are those of a sample (n - 1). */
public enum AggregateFunction {
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
    AT;

    private static final String NAMES =
            Arrays.stream(values()).map(AggregateFunction::canonicalName).collect(Collectors.joining(", "));

    /**
     * The function of that name in any case.
     *
     * @throws IllegalArgumentException if there is none; the message names those there are
     */
    public static AggregateFunction parse(String name) {
        String wanted = name.strip().toUpperCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(function -> function.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + name.strip() + "' is not an aggregate function; there are " + NAMES));
    }

    /** The name in queries and answers. */
    public String canonicalName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the function computes with the values; the others (count, first, last) work on texts too. */
    public boolean isNumeric() {
        return this != COUNT && this != FIRST && this != LAST;
    }
}
