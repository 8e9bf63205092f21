package io.varve.catalog;

import org.jspecify.annotations.Nullable;

/** The one rule for names and texts: what PostgreSQL can store, no longer than allowed. */
final class CatalogText {

    static final int MAX_NAME = 255;

    private CatalogText() {}

    /** The text itself, or an {@link IllegalArgumentException} with what is wrong with it. */
    static String checked(String what, String text, int minimum, int maximum) {
        String problem = problem(what, text, minimum, maximum);
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
        return text;
    }

    /** What is wrong with a metric type's name, or null. */
    static @Nullable String nameProblem(@Nullable String name) {
        return problem("the name of a series", name == null ? "" : name, 1, MAX_NAME);
    }

    /** What is wrong with the text, in words for the caller that start with {@code what}; null if nothing. */
    static @Nullable String problem(String what, String text, int minimum, int maximum) {
        if (text.length() > maximum || text.length() < minimum) {
            int characters = text.codePointCount(0, text.length());
            if (characters < minimum || characters > maximum) {
                return "%s must have %d to %d characters, this has %d".formatted(what, minimum, maximum, characters);
            }
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return what + " must not contain the character U+0000";
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return what + " must not contain half of a surrogate pair";
            }
        }
        return null;
    }
}
