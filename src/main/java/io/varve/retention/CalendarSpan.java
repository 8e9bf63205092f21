package io.varve.retention;

import java.time.Duration;
import java.time.LocalDate;
import java.util.stream.LongStream;

/** How long so many calendar months are at least and at most: they are compared with fixed lengths on the safe side. */
final class CalendarSpan {

    /** From here to its end there are leap years, years without one where it was due, and every month to start with. */
    private static final LocalDate FIRST = LocalDate.of(1896, 1, 1);

    private static final int STARTS = 12 * 8;

    private CalendarSpan() {}

    static Duration shortest(int months) {
        return Duration.ofDays(days(months).min().orElseThrow());
    }

    static Duration longest(int months) {
        return Duration.ofDays(days(months).max().orElseThrow());
    }

    private static LongStream days(int months) {
        return LongStream.range(0, STARTS).map(start -> {
            LocalDate from = FIRST.plusMonths(start);
            return from.plusMonths(months).toEpochDay() - from.toEpochDay();
        });
    }
}
