package io.varve.ingest;

import org.jspecify.annotations.Nullable;

/** What PostgreSQL can store as text, and how much of it is accepted. */
final class Texts {

    private Texts() {}

    /** Why the text cannot be stored in at most so many bytes of UTF-8, to follow the name of what it is; null if it can. */
    static @Nullable String problem(String text, int maxBytes) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return "must not contain the character U+0000";
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isSurrogatePair(c, i + 1 < text.length() ? text.charAt(i + 1) : '\0')) {
                    return "must not contain half of a surrogate pair";
                }
                i++;
                bytes += 4;
            } else {
                bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
            }
        }
        return bytes > maxBytes ? "must have at most " + maxBytes + " bytes of UTF-8, this has " + bytes : null;
    }

    /** A text of the caller's in an error message: not the whole of it if it is long. */
    static String shown(String text) {
        return text.length() <= 64 ? text : text.substring(0, 64) + "...";
    }
}
