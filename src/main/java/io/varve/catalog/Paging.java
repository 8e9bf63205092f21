package io.varve.catalog;

import io.varve.web.ProblemException;
import org.jspecify.annotations.Nullable;

/** Whole numbers among the query parameters. */
final class Paging {

    static final int DEFAULT_LIMIT = 100;
    static final int MAX_LIMIT = 1_000;

    private Paging() {}

    /** 1 to 1000, 100 when missing; anything else is a 400. */
    static int limit(@Nullable String text) {
        return text == null ? DEFAULT_LIMIT : (int) number("limit", text, 1, MAX_LIMIT);
    }

    /** 0 when missing; negative or not a number is a 400. */
    static int position(String parameter, @Nullable String text) {
        return text == null ? 0 : (int) number(parameter, text, 0, Integer.MAX_VALUE);
    }

    private static long number(String parameter, String text, long minimum, long maximum) {
        // Ten digits always fit into a long.
        if (text.matches("[0-9]{1,10}")) {
            long number = Long.parseLong(text);
            if (number >= minimum && number <= maximum) {
                return number;
            }
        }
        throw ProblemException.badParameter(
                parameter,
                "'%s' must be a whole number from %d to %d, not '%s'".formatted(parameter, minimum, maximum, text));
    }
}
