package io.varve.web;

import org.jspecify.annotations.Nullable;

/** The query parameters of lists: whole numbers. */
public final class Paging {

    static final int DEFAULT_LIMIT = 100;
    static final int MAX_LIMIT = 1_000;

    private Paging() {}

    /** 1 to 1000, 100 when missing; anything else is a 400. */
    public static int limit(@Nullable String text) {
        return text == null ? DEFAULT_LIMIT : number("limit", text, 1, MAX_LIMIT);
    }

    /** 0 when missing; negative or not a number is a 400. */
    public static int position(String parameter, @Nullable String text) {
        return text == null ? 0 : number(parameter, text, 0, Integer.MAX_VALUE);
    }

    private static int number(String parameter, String text, int minimum, int maximum) {
        Integer number = WholeNumber.of(text, minimum, maximum);
        if (number == null) {
            throw ProblemException.badParameter(
                    parameter,
                    "'%s' must be a whole number from %d to %d, not '%s'".formatted(parameter, minimum, maximum, text));
        }
        return number;
    }
}
