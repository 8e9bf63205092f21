package io.varve.ingest;

/**
 * Reads the numbers of JSON that have no exponent and whose digits make an integer of at most 2^53, straight from bytes.
 * Such an integer is exact in a double, and so is the power of ten it has to be divided by: the one division rounds
 * correctly. All other numbers are left to the library.
 */
final class PlainNumber {

    private static final long MAX_EXACT = 1L << 53;
    private static final int MAX_DIGITS = 18;
    private static final double[] POWERS_OF_TEN = powersOfTen();

    private double value;

    /** Where the number ends; -1 if it is none of these. It may be followed by more. */
    int read(byte[] bytes, int from, int to) {
        int start = from < to && bytes[from] == '-' ? from + 1 : from;
        int at = start;
        long digits = 0;
        int digit;
        while (at < to && (digit = bytes[at] - '0') >= 0 && digit <= 9) {
            digits = digits * 10 + digit;
            at++;
        }
        int integerEnd = at;
        boolean plain = at > start && (at == start + 1 || bytes[start] != '0');
        if (at < to && bytes[at] == '.') {
            at++;
            while (at < to && (digit = bytes[at] - '0') >= 0 && digit <= 9) {
                digits = digits * 10 + digit;
                at++;
            }
            plain &= at > integerEnd + 1;
        }
        int decimals = Math.max(0, at - integerEnd - 1);
        if (!plain || at - start > MAX_DIGITS || digits > MAX_EXACT || at < to && (bytes[at] | 0x20) == 'e') {
            return -1;
        }
        double number = decimals == 0 ? digits : digits / POWERS_OF_TEN[decimals];
        value = start > from && digits != 0 ? -number : number;
        return at;
    }

    /** The number last read; zero has no sign. */
    double value() {
        return value;
    }

    private static double[] powersOfTen() {
        double[] powers = new double[MAX_DIGITS + 1];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = powers[i - 1] * 10;
        }
        return powers;
    }
}
