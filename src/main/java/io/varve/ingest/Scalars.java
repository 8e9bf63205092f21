package io.varve.ingest;

import org.jspecify.annotations.Nullable;

/** Which numbers and texts are values. Each method adds the leaf, or returns why it is refused. */
final class Scalars {

    /** Squares and sums of values must stay finite. */
    private static final double MAX_MAGNITUDE = 1e140;

    private static final long MAX_INTEGER = 1L << 53;
    private static final int MAX_INTEGER_LENGTH = 17;
    private static final int MAX_TEXT_BYTES = 1_024;

    private Scalars() {}

    /** @param literal an optional sign and digits, any number of them */
    static @Nullable String integer(Leaves leaves, String path, CharSequence literal) {
        if (literal.length() <= MAX_INTEGER_LENGTH) {
            return integer(leaves, path, Long.parseLong(literal, 0, literal.length(), 10));
        }
        return beyondExact();
    }

    static @Nullable String integer(Leaves leaves, String path, long value) {
        if (value > MAX_INTEGER || value < -MAX_INTEGER) {
            return beyondExact();
        }
        leaves.addNumber(path, value, true);
        return null;
    }

    /** Whether an integer of so many digits and a sign can be exact at all. */
    static boolean isShort(int literalLength) {
        return literalLength <= MAX_INTEGER_LENGTH;
    }

    static String beyondExact() {
        return "an integer must lie within -2^53 to 2^53, where every integer is exact";
    }

    static @Nullable String decimal(Leaves leaves, String path, double value) {
        if (Double.isNaN(value)) {
            return "NaN is no value";
        }
        if (Math.abs(value) > MAX_MAGNITUDE) {
            return "a number must lie within -1e140 to 1e140";
        }
        leaves.addNumber(path, value, false);
        return null;
    }

    static @Nullable String text(Leaves leaves, String path, String value) {
        String trouble = Texts.problem(value, MAX_TEXT_BYTES);
        if (trouble != null) {
            return "a text " + trouble;
        }
        leaves.addText(path, value);
        return null;
    }
}
