package io.varve.timeseries;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What stands in a bucket that has no points. */
public enum FillMethod {
    /** No row. */
    NONE,
    NULL,
    ZERO,
    /** The value of the last bucket before it that has points. */
    PREVIOUS,
    /** That of the first one after it. */
    NEXT,
    /** On the straight line between the two, by the buckets' starts. */
    LINEAR;

    private static final String NAMES =
            Arrays.stream(values()).map(FillMethod::label).collect(Collectors.joining(", "));

    /**
     * The method of that name in any case.
     *
     * @throws IllegalArgumentException if there is none; the message names those there are
     */
    public static FillMethod parse(String text) {
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(method -> method.label().equals(wanted))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("'" + text.strip() + "' is not a fill; there are " + NAMES));
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean looksBack() {
        return this == PREVIOUS || this == LINEAR;
    }

    public boolean looksAhead() {
        return this == NEXT || this == LINEAR;
    }
}
