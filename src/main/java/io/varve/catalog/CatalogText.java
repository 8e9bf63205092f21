package io.varve.catalog;

/** The one rule for names: what PostgreSQL can store, no longer than allowed. */
final class CatalogText {

    static final int MAX_NAME = 255;

    private CatalogText() {}

    /** The text itself, or an {@link IllegalArgumentException} that starts with {@code what}. */
    static String checked(String what, String text, int minimum, int maximum) {
        if (text.length() > maximum || text.length() < minimum) {
            int characters = text.codePointCount(0, text.length());
            if (characters < minimum || characters > maximum) {
                throw new IllegalArgumentException(
                        "%s must have %d to %d characters, this has %d".formatted(what, minimum, maximum, characters));
            }
        }
        for (int i = 0; i < text.length(); i++) {
            i += unit(what, text, i);
        }
        return text;
    }

    /** How many further chars the character at {@code i} takes: 1 for a surrogate pair. */
    private static int unit(String what, String text, int i) {
        char c = text.charAt(i);
        if (c == 0) {
            throw new IllegalArgumentException(what + " must not contain the character U+0000");
        }
        if (!Character.isSurrogate(c)) {
            return 0;
        }
        if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
            return 1;
        }
        throw new IllegalArgumentException(what + " must not contain half of a surrogate pair");
    }
}
