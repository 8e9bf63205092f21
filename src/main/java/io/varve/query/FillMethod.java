package io.varve.query;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What stands in a bucket that has no points. */
enum FillMethod {
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

    static FillMethod parse(String text) {
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(method -> method.label().equals(wanted))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("'" + text.strip() + "' is not a fill; there are " + NAMES));
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean looksBack() {
        return this == PREVIOUS || this == LINEAR;
    }

    boolean looksAhead() {
        return this == NEXT || this == LINEAR;
    }
}
