package io.varve.ingest;

import io.varve.timeseries.TimeParser;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.LocalDate;
import java.time.YearMonth;

/**
 * Reads {@code 2025-01-31T12:00:00Z}, with up to six digits of a second's fraction, straight from bytes. What is written
 * in any other way is left to {@link TimeParser}. Remembers the last date: most points of a request have the same.
 */
final class PlainTime {

    static final long OTHER = Long.MIN_VALUE;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int DATE_LENGTH = 10;
    private static final int SHORTEST = 20;
    private static final long SECOND = 1_000_000L;
    private static final long DAY = 86_400 * SECOND;

    private long dateStart;
    private long dateEnd;
    private long day = OTHER;

    /** Microseconds since 1970, or {@link #OTHER}. */
    long read(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length < SHORTEST || length > SHORTEST + 7) {
            return OTHER;
        }
        long date = date(bytes, from);
        int hour = pair(bytes, from + 11);
        int minute = pair(bytes, from + 14);
        int second = pair(bytes, from + 17);
        // Negative numbers are pairs that are no digits.
        boolean plain = date != OTHER
                && (hour | minute | second) >= 0
                && hour < 24
                && minute < 60
                && second < 60
                && bytes[from + DATE_LENGTH] == 'T'
                && bytes[from + 13] == ':'
                && bytes[from + 16] == ':'
                && bytes[to - 1] == 'Z';
        long fraction = length == SHORTEST ? 0 : fraction(bytes, from + 19, to - 1);
        return plain && fraction >= 0 ? date + ((hour * 60 + minute) * 60 + second) * SECOND + fraction : OTHER;
    }

    private long date(byte[] bytes, int from) {
        long start = (long) LONG.get(bytes, from);
        long end = (long) LONG.get(bytes, from + DATE_LENGTH - Long.BYTES);
        if (start != dateStart || end != dateEnd) {
            dateStart = start;
            dateEnd = end;
            day = day(bytes, from);
        }
        return day;
    }

    private static long day(byte[] bytes, int from) {
        int century = pair(bytes, from);
        int year = century * 100 + pair(bytes, from + 2);
        int month = pair(bytes, from + 5);
        int dayOfMonth = pair(bytes, from + 8);
        boolean plain = bytes[from + 4] == '-'
                && bytes[from + 7] == '-'
                && year >= 1900
                && year < 2200
                && pair(bytes, from + 2) >= 0
                && month >= 1
                && month <= 12
                && dayOfMonth >= 1
                && dayOfMonth <= YearMonth.of(year, month).lengthOfMonth();
        return plain ? LocalDate.of(year, month, dayOfMonth).toEpochDay() * DAY : OTHER;
    }

    private static long fraction(byte[] bytes, int point, int to) {
        if (bytes[point] != '.' || to == point + 1) {
            return OTHER;
        }
        long micros = 0;
        long unit = SECOND;
        for (int i = point + 1; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return OTHER;
            }
            unit /= 10;
            micros += unit * digit;
        }
        return micros;
    }

    /** Two digits as a number; negative if they are none. */
    private static int pair(byte[] bytes, int at) {
        int tens = bytes[at] - '0';
        int ones = bytes[at + 1] - '0';
        return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
    }
}
