package io.varve.web;

import org.jspecify.annotations.Nullable;

/** Numbers among the parameters of requests. */
public final class WholeNumber {

    private WholeNumber() {}

    /** The number that the text is, spaces around it aside; null if it is none, or outside the bounds, which are included. */
    public static @Nullable Integer of(String text, int least, int most) {
        String digits = text.strip();
        // Ten digits always fit into a long.
        if (!digits.matches("[0-9]{1,10}")) {
            return null;
        }
        long number = Long.parseLong(digits);
        return number >= least && number <= most ? (int) number : null;
    }
}
