package io.varve.ingest;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a CSV cell is worth. */
final class CsvValue {

    private static final Set<String> NO_NUMBERS =
            Set.of("nan", "+nan", "-nan", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity");

    private CsvValue() {}

    static void read(String cell, PointDraft draft) {
        draft.leaves.scalar();
        String problem = add(cell, cell.strip(), draft.leaves);
        if (problem != null) {
            draft.refuse("/value", problem);
        }
    }

    private static @Nullable String add(String cell, String stripped, Leaves leaves) {
        if (stripped.isEmpty()) {
            return "the value is empty";
        }
        int digits = number(stripped);
        if (digits == stripped.length()) {
            return Scalars.integer(leaves, "", stripped);
        }
        if (digits >= 0) {
            return Scalars.decimal(leaves, "", Double.parseDouble(stripped));
        }
        if (stripped.equalsIgnoreCase("true") || stripped.equalsIgnoreCase("false")) {
            leaves.addBoolean("", stripped.equalsIgnoreCase("true"));
            return null;
        }
        return stripped.length() <= 9 && NO_NUMBERS.contains(stripped.toLowerCase(Locale.ROOT))
                ? stripped + " is no value"
                : Scalars.text(leaves, "", cell);
    }

    /** Where the integer part of a decimal number ends; -1 if the text is no number. */
    private static int number(String text) {
        int start = text.charAt(0) == '-' || text.charAt(0) == '+' ? 1 : 0;
        int integerEnd = digits(text, start);
        int end = integerEnd;
        int mantissa = integerEnd - start;
        if (end < text.length() && text.charAt(end) == '.') {
            int fraction = digits(text, end + 1);
            mantissa += fraction - end - 1;
            end = fraction;
        }
        if (mantissa == 0) {
            return -1;
        }
        if (end < text.length() && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
            int sign = end + 1 < text.length() && "+-".indexOf(text.charAt(end + 1)) >= 0 ? 1 : 0;
            int exponent = digits(text, end + 1 + sign);
            end = exponent == end + 1 + sign ? -1 : exponent;
        }
        return end == text.length() ? integerEnd : -1;
    }

    private static int digits(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }
}
